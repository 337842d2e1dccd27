#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "classifier/backends/backend.h"
#include "gateway/config/classifier_config.h"
#include "gateway/sampling/prompt_queue.h"
#include "ledger/ledger.h"

namespace orrery::gateway {

struct Asked;

/// What became of the prompts that were sampled.
struct LabellerCounts {
    std::uint64_t tagged = 0;
    std::uint64_t untagged = 0;  ///< Nothing was said surely enough; the language may be known.
    std::uint64_t failed = 0;    ///< Labelled, but the ledger could not keep it.
    std::uint64_t dropped = 0;   ///< The queue had no room, or the process ended.
    std::size_t depth = 0;       ///< Waiting.
    bool is_locked = false;      ///< The queue's memory is kept out of swap.
    classifier::BackendCounts backend;  ///< Of all threads together.
};

/// Labels the prompts of a sample of generations in the background, so that a request pays for a
/// hash and, if it is sampled, a copy. The text is wiped once it is labelled; the labels go into
/// the ledger and with the generation into the warehouse. A prompt that finds no room in the queue
/// is dropped and counted.
class Labeller {
public:
    /// Makes the backend of one thread.
    using MakeBackend = std::function<Result<std::unique_ptr<classifier::Backend>>()>;

    /// Starts the threads. Fails where a backend cannot be made or memory is missing.
    /// REQUIRES: the ledger outlives the labeller.
    [[nodiscard]] static Result<std::unique_ptr<Labeller>> start(const ClassifierConfig& config,
                                                                 const MakeBackend& make_backend,
                                                                 ledger::Ledger& ledger);
    ~Labeller();
    Labeller(const Labeller&) = delete;
    Labeller& operator=(const Labeller&) = delete;

    /// Takes the prompt of a recorded generation if it is in the sample and its account allows it;
    /// embeddings are not. Never blocks for more than the copy. From any thread.
    /// REQUIRES: the request's body is still there.
    void consider(std::uint64_t generation_id, std::string_view generation_id_text,
                  const ledger::Account& account, const Asked& asked);

    /// Labels what waits, no longer than until `deadline`, drops the rest and joins the threads.
    /// What comes later is dropped.
    void stop(std::chrono::steady_clock::time_point deadline);

    /// From any thread.
    [[nodiscard]] LabellerCounts counts() const;

private:
    Labeller(const ClassifierConfig& config, std::unique_ptr<PromptQueue> queue,
             ledger::Ledger& ledger);
    void run(classifier::Backend& backend);
    void label(classifier::Backend& backend, const std::vector<PromptQueue::Item>& items);
    void keep(const std::vector<PromptQueue::Item>& items,
              const std::vector<classifier::Labelling>& labellings);

    double sample_;
    std::string salt_;
    std::unique_ptr<PromptQueue> queue_;
    ledger::Ledger& ledger_;
    std::vector<std::unique_ptr<classifier::Backend>> backends_;
    std::vector<std::thread> threads_;
    std::atomic<std::uint64_t> tagged_ = 0;
    std::atomic<std::uint64_t> untagged_ = 0;
    std::atomic<std::uint64_t> failed_ = 0;
};

}  // namespace orrery::gateway
