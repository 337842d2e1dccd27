#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace orrery::gateway {

/// Prompts on their way from the loops to the classifier, in memory of a fixed size that is left
/// out of core dumps and, where the system allows it, never swapped. What does not fit is dropped
/// and counted: nobody waits to put something in. Thread-safe.
class PromptQueue {
public:
    /// The most of one prompt's turns, user and system together, that is kept.
    static constexpr std::size_t prompt_bytes_max = std::size_t{32} << 10U;
    /// The memory for each prompt of the bound; the average is far below the most.
    static constexpr std::size_t prompt_bytes_usual = std::size_t{4} << 10U;

    /// A prompt that was taken; the views hold until it is released.
    struct Item {
        std::uint64_t number = 0;
        std::uint64_t generation_id = 0;
        std::string_view user;
        std::string_view system;
    };

    /// Maps the memory. Fails with `unavailable` where the system has none.
    [[nodiscard]] static Result<std::unique_ptr<PromptQueue>> open(std::size_t prompts_max);
    ~PromptQueue();
    PromptQueue(const PromptQueue&) = delete;
    PromptQueue& operator=(const PromptQueue&) = delete;

    /// Copies a prompt; false where there is no room or the queue is closed.
    /// REQUIRES: both together have prompt_bytes_max at most.
    bool push(std::uint64_t generation_id, std::string_view user, std::string_view system);
    /// Waits for a prompt and takes it; nothing once the queue is closed and empty.
    [[nodiscard]] std::optional<Item> take();
    /// Takes another one that is there already.
    [[nodiscard]] std::optional<Item> take_now();
    /// Overwrites a prompt with zeros and gives its room back.
    void release(const Item& item);
    /// Takes no further prompt. Those within are still given out, or dropped where `is_hasty`.
    void close(bool is_hasty);
    /// Waits until none waits any more, or until the deadline.
    void wait_empty(std::chrono::steady_clock::time_point deadline);

    [[nodiscard]] std::size_t depth() const;  ///< Prompts that wait.
    [[nodiscard]] std::uint64_t dropped() const;
    [[nodiscard]] bool is_locked() const { return is_locked_; }  ///< Kept out of swap.

private:
    struct Entry {
        Item item;
        std::size_t begin = 0;
        std::size_t end = 0;
        bool is_taken = false;
        bool is_done = false;
    };

    PromptQueue(char* memory, std::size_t bytes, std::size_t prompts_max);
    [[nodiscard]] std::optional<std::size_t> place_for(std::size_t bytes) const;
    [[nodiscard]] std::optional<Item> next();

    char* memory_;
    std::size_t bytes_;
    std::size_t prompts_max_;
    bool is_locked_ = false;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Entry> entries_;  // In the order of their places, which go round.
    std::size_t waiting_ = 0;    // The last ones of entries_.
    std::uint64_t last_number_ = 0;
    std::uint64_t dropped_ = 0;
    bool is_closed_ = false;
};

}  // namespace orrery::gateway
