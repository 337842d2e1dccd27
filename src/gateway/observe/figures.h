#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/observe/metrics.h"

namespace orrery::gateway {

/// A counter that one thread raises and any thread reads.
class Counter {
public:
    void add(std::uint64_t amount) {
        // One writer: a load and a store cost less than a locked addition.
        value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

inline constexpr std::array request_bounds_us = std::to_array<std::int64_t>(
    {10'000, 20'000, 40'000, 80'000, 160'000, 320'000, 640'000, 1'280'000, 2'560'000, 5'120'000,
     10'240'000, 20'480'000, 40'960'000, 81'920'000});
inline constexpr std::array ttft_bounds_us = std::to_array<std::int64_t>(
    {1'000, 5'000, 10'000, 20'000, 40'000, 60'000, 80'000, 100'000, 250'000, 500'000, 750'000,
     1'000'000, 2'500'000, 5'000'000, 7'500'000, 10'000'000});
inline constexpr std::array gateway_bounds_us = std::to_array<std::int64_t>(
    {10, 25, 50, 100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000});

/// A histogram of microseconds, at most 16 bounds and +Inf.
class Histogram {
public:
    static constexpr std::size_t buckets_max = 17;

    void note(std::span<const std::int64_t> bounds, std::int64_t microseconds);
    [[nodiscard]] std::uint64_t bucket(std::size_t index) const { return buckets_[index].value(); }
    [[nodiscard]] std::uint64_t sum_us() const { return sum_us_.value(); }

private:
    std::array<Counter, buckets_max> buckets_;
    Counter sum_us_;
};

inline constexpr std::array terminal_states =
    std::to_array<std::string_view>({"done", "upstream_cut", "client_gone", "error_mid_stream",
                                     "timeout", "upstream_error", "rejected", "lost", "unknown"});
inline constexpr std::array token_classes =
    std::to_array<std::string_view>({"uncached_in", "cache_read", "cache_write", "text_out",
                                     "reasoning_out", "whole_in", "whole_out"});

/// What is counted for a model at a provider.
struct EndpointFigures {
    std::string labels;  ///< `model="…",provider="…"`
    std::array<Counter, terminal_states.size()> generations;
    std::array<Counter, token_classes.size()> tokens;
    Counter cost_nano_usd;
    Histogram ttft;
};

/// What is counted for an API.
struct ApiFigures {
    std::string labels;  ///< `api="…"`
    Histogram request;
    Histogram gateway;
};

/// One counter of a family that has no more than that.
struct LabelledCounter {
    std::string labels;
    Counter count;
};

/// Slots that one thread adds, found by a key, and that any thread reads. Bounded: the last slot
/// takes what finds no place.
template <typename Slot>
class Slots {
public:
    /// `make_labels` is called once for a key, with false for the slot of all others.
    template <typename MakeLabels>
    Slot& at(std::string_view key, const MakeLabels& make_labels) {
        if (const auto found = by_key_.find(key); found != by_key_.end()) {
            return *found->second;
        }
        const std::size_t count = count_.load(std::memory_order_relaxed);
        if (count == Metrics::label_sets_max) {
            return *slots_[count - 1];
        }
        const bool is_told_apart = count + 1 < Metrics::label_sets_max;
        slots_[count] = std::make_unique<Slot>();
        slots_[count]->labels = make_labels(is_told_apart);
        count_.store(count + 1, std::memory_order_release);
        if (is_told_apart) {
            by_key_.emplace(std::string(key), slots_[count].get());
        }
        return *slots_[count];
    }

    template <typename Visit>
    void for_each(const Visit& visit) const {
        const std::size_t count = count_.load(std::memory_order_acquire);
        for (std::size_t i = 0; i < count; ++i) {
            visit(static_cast<const Slot&>(*slots_[i]));
        }
    }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const {
            return std::hash<std::string_view>()(key);
        }
    };
    std::array<std::unique_ptr<Slot>, Metrics::label_sets_max> slots_;
    std::atomic<std::size_t> count_ = 0;
    std::unordered_map<std::string, Slot*, Hash, std::equal_to<>> by_key_;  ///< The writer's.
};

class Metrics::Figures {
public:
    void note(const RequestReport& report);

    Slots<LabelledCounter> requests;
    Slots<LabelledCounter> attempts;
    Slots<EndpointFigures> endpoints;
    Slots<ApiFigures> apis;

private:
    void note_generation(const record::Generation& generation);
    std::string key_;  ///< Reused, so that a look-up allocates nothing.
};

}  // namespace orrery::gateway
