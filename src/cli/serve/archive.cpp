#include "cli/serve/archive.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "base/process/priority.h"

namespace orrery::cli {
namespace {

constexpr std::size_t batch_max = 20'000;
constexpr int background_nice = 19;

}  // namespace

Archive::Archive(ledger::Ledger& ledger, warehouse::Store& store, std::chrono::seconds every)
    : ledger_(ledger), store_(store), every_(every), thread_([this] { run(); }) {}

Archive::~Archive() {
    stop();
}

Result<Table> Archive::ask(const std::string& sql) {
    const std::scoped_lock lock(store_mutex_);
    return store_.query(sql);
}

void Archive::stop() {
    {
        const std::scoped_lock lock(mutex_);
        is_ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Archive::run() {
    step_back(background_nice);
    const auto is_told = [this] { return is_ending_; };
    for (bool is_last = false; !is_last;) {
        {
            std::unique_lock lock(mutex_);
            if (every_.count() == 0) {
                changed_.wait(lock, is_told);
            } else {
                changed_.wait_for(lock, every_, is_told);
            }
            is_last = is_ending_;
        }
        const Status drained = drain_all();
        std::string error = drained ? std::string() : describe(drained.error());
        if (!error.empty() && error != last_error_) {
            fmt::print(stderr, "orrery: the ledger waits for the warehouse: {}\n", error);
        }
        last_error_ = std::move(error);
    }
}

Status Archive::drain_all() {
    if (auto applied = ledger_.apply_pending(); !applied) {
        return applied;
    }
    bool is_new = false;
    for (;;) {
        const std::scoped_lock lock(store_mutex_);
        const auto taken = drain_.drain(ledger_, store_, batch_max);
        if (!taken) {
            return std::unexpected(taken.error());
        }
        is_new = is_new || *taken > 0;
        if (*taken > 0) {
            continue;
        }
        // Behind their generations, so that the marts fold both at once.
        const auto labels = drain_.drain_labels(ledger_, store_, batch_max);
        if (!labels) {
            return std::unexpected(labels.error());
        }
        if (*labels == 0) {
            return is_new ? store_.refresh_marts() : Status();
        }
        is_new = true;
    }
}

}  // namespace orrery::cli
