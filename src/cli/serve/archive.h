#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "base/table.h"
#include "ledger/drain.h"
#include "ledger/ledger.h"
#include "warehouse/store.h"

namespace orrery::cli {

/// The warehouse of a serving process: a thread that brings settled generations into it and folds
/// them into the marts, and queries between.
class Archive {
public:
    /// REQUIRES: ledger and store outlive the archive. `every` 0 drains only at the end.
    Archive(ledger::Ledger& ledger, warehouse::Store& store, std::chrono::seconds every);
    ~Archive();
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    /// Runs a query between two drains. Thread-safe.
    [[nodiscard]] Result<Table> ask(const std::string& sql);
    /// Ends the thread after a last drain.
    void stop();

private:
    void run();
    /// Drains all there is. Returns after the marts have folded it.
    [[nodiscard]] Status drain_all();

    ledger::Ledger& ledger_;
    warehouse::Store& store_;
    std::chrono::seconds every_;
    ledger::Drain drain_;
    std::mutex store_mutex_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_ending_ = false;
    std::string last_error_;  ///< So that a lasting failure is told once.
    std::thread thread_;
};

}  // namespace orrery::cli
