// What an archive does to its store: brings in what is settled, folds it, and deletes what is old.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <optional>
#include <span>

#include "cli/serve/archive.h"
#include "gateway/pages/moment.h"
#include "warehouse/retention.h"

namespace orrery::cli {
namespace {

/// Labels of so many generations are in memory at once, and read while none is applied.
constexpr std::size_t labelled_max = 20'000;
/// So many generations that are not drained yet, some 700 MB, that a drain takes its time from
/// others.
constexpr std::uint64_t behind_rows = 2'000'000;
/// A drain that took so long found no idle core: the next one takes its share.
constexpr std::chrono::seconds late_after{10};
/// Fewer are cheap to bring in whatever they are.
constexpr std::uint64_t cheap_rows = 10'000;
/// So many drains a rest may wait to become a batch.
constexpr std::uint64_t patience = 6;
constexpr double busy_per_second = 1000;
constexpr auto all_batches = std::numeric_limits<std::size_t>::max();

}  // namespace

std::size_t batches_due(std::uint64_t waiting, std::uint64_t left) {
    const std::uint64_t rest = waiting % batch_max;
    const std::uint64_t came = waiting - std::min(left, waiting);
    const bool waits = rest > cheap_rows && rest + patience * came >= batch_max;
    return waiting / batch_max + (waits ? 0 : 1);
}

bool is_busy(double came, std::chrono::duration<double> time) {
    return came > busy_per_second * time.count();
}

void Archive::drain_with(const std::function<void()>& work) {
    bool is_urgent = awaited_ > 0 || ledger_.readiness().undrained_rows > behind_rows;
    {
        const std::scoped_lock lock(mutex_);
        is_urgent = is_urgent || took_ > late_after;
    }
    if (is_urgent) {
        work();
    } else {
        draining_.run(work);
    }
}

Status Archive::prune_daily() {
    const std::int64_t today = gateway::day_of(ledger::system_clock_us());
    if (options_.keep_raw_days == 0 || pruned_on_ == today) {
        return {};
    }
    Result<warehouse::Pruned> pruned;
    drain_with([&] {
        pruned = warehouse::prune(*store_, options_.keep_raw_days, warehouse::Pruning::write);
    });
    if (!pruned) {
        return std::unexpected(pruned.error());
    }
    pruned_on_ = today;
    if (pruned->generations > 0) {
        prepare_reader();  // What it keeps of them goes, too.
        fmt::print(stderr, "orrery: {} generations of days before {} are deleted\n",
                   pruned->generations, pruned->before);
    }
    return {};
}

/// Takes in what was settled when it began, but for a rest that waits, and folds it. A batch that
/// is not full was all there was: what comes meanwhile is the next drain's, or under load this one
/// would never end.
Status Archive::drain_all() {
    const auto append = [this](const warehouse::NextGeneration& next) {
        std::optional<Moment> end;  // From the first row on.
        const auto next_in_time = [&]() -> Result<const record::Generation*> {
            const Moment now = std::chrono::steady_clock::now();
            if (end && now >= *end) {
                return nullptr;
            }
            end = end.value_or(now + options_.batch_time_max);
            return next();
        };
        Result<std::int64_t> taken = 0;
        drain_with([&] { taken = store_->append_each(next_in_time); });
        return taken;
    };
    const auto append_labels = [this](std::span<const record::Label> batch) {
        Result<std::int64_t> taken = 0;
        drain_with([&] { taken = store_->append_labels(batch); });
        return taken;
    };
    const auto take_all = [this](std::size_t most, std::size_t batches, auto take) -> Status {
        for (std::size_t taken = most; taken >= most && batches > 0; --batches) {
            const auto count = take(most);
            if (!count) {
                return std::unexpected(count.error());
            }
            taken = static_cast<std::size_t>(*count);
            is_to_fold_ = is_to_fold_ || taken > 0;
        }
        return {};
    };
    // Labels behind their generations, so that the marts fold both at once.
    Status done = ledger_.apply_pending();
    if (done) {
        const std::uint64_t waiting = ledger_.readiness().undrained_rows;
        std::unique_lock lock(mutex_);
        const bool takes_rest = awaited_ > 0 || is_hastened();
        lock.unlock();
        done = take_all(batch_max, takes_rest ? all_batches : batches_due(waiting, left_),
                        [&](auto most) { return drain_.drain(ledger_, append, most); });
        left_ = ledger_.readiness().undrained_rows;
    }
    if (done) {
        done = take_all(labelled_max, all_batches, [&](auto most) {
            return drain_.drain_labels(ledger_, append_labels, most);
        });
    }
    if (!done || !is_to_fold_) {
        return done;
    }
    // Odd meanwhile: what a reader sees of a fold may be newer than its end here.
    ++folds_;
    drain_with([&] { done = store_->refresh_marts(); });
    ++folds_;
    is_to_fold_ = !done;
    if (done) {
        prepare_reader();
    }
    return done;
}

}  // namespace orrery::cli
