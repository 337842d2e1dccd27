#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "ledger/database/applier.h"
#include "ledger/database/database.h"
#include "ledger/database/rows.h"
#include "ledger/journal/journal.h"
#include "ledger/ledger.h"
#include "ledger/serving/balances.h"
#include "ledger/serving/lock.h"

namespace orrery::ledger {

/// What one loop has done; only its thread writes.
struct alignas(64) LoopCounts {
    std::atomic<std::uint64_t> opened = 0;
    std::atomic<std::uint64_t> refused = 0;
    std::atomic<std::uint64_t> refused_recording = 0;
    std::atomic<std::uint64_t> settled = 0;
    std::atomic<std::uint64_t> refusals_recorded = 0;
    std::atomic<std::uint64_t> refusals_dropped = 0;
};

/// Everything behind a Ledger. Two threads work on it: the syncer brings journals to the disk; the
/// keeper prepares and removes segments, applies, and looks after the disk and other processes.
struct Ledger::State {
    Options options;
    std::filesystem::path journal_directory;
    std::unique_ptr<ServingLock> lock;
    std::unique_ptr<Registry> registry;
    std::vector<std::unique_ptr<Journal>> journals;  // By loop.
    std::unique_ptr<LoopCounts[]> loop_counts;       // By loop.
    Balances balances;
    std::uint64_t last_generation_id = 0;

    std::mutex apply_mutex;
    std::unique_ptr<Database> database;            // Guarded by apply_mutex.
    std::unique_ptr<Applier> applier;              // Guarded by apply_mutex.
    std::int64_t data_version = 0;                 // Guarded by apply_mutex.
    std::vector<std::filesystem::path> done_with;  // The keeper's.
    std::uint64_t next_sequence = 1;               // The keeper's.

    std::mutex refresh_mutex;
    mutable std::mutex directory_mutex;
    std::shared_ptr<const Directory>
        directory;  // Guarded by directory_mutex; shared with sessions.
    std::atomic<std::uint64_t> directory_version = 0;

    std::atomic<bool> is_accepting = true;
    mutable std::mutex readiness_mutex;
    Readiness readiness;        // Guarded by readiness_mutex.
    AppliedCounts applied;      // Guarded by readiness_mutex.
    std::string sync_error;     // Guarded by readiness_mutex.
    std::string prepare_error;  // Guarded by readiness_mutex.
    std::atomic<std::uint64_t> syncs = 0;

    std::mutex wake_mutex;
    std::condition_variable wake_keeper, wake_syncer;
    bool is_ending = false;  // Guarded by wake_mutex.
    bool is_kicked = false;  // Guarded by wake_mutex.
    std::thread keeper, syncer;

    ~State();
    /// Opens all files, recovers and loads. Does not start the threads.
    [[nodiscard]] Status open();
    void start();

    // The keeper's work (keeper.cpp).
    void keep();
    void prepare_segments();
    [[nodiscard]] Status remove_applied();
    void follow_other_processes();
    void observe();

    // Any thread.
    void sync();
    [[nodiscard]] Status apply_all();
    [[nodiscard]] Status refresh_directory();
    /// Fills in what the ledger knows better than the record.
    void complete(Row& row) const;
    void note_drain(std::int64_t undrained);
    void note_drain_failure(const Error& error);
};

}  // namespace orrery::ledger
