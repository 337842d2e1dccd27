#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "base/table.h"
#include "cli/serve/aside.h"
#include "ledger/drain.h"
#include "ledger/ledger.h"
#include "warehouse/store.h"

namespace orrery::cli {

/// Where a serving process's store is.
struct StoreState {
    enum class Place {
        here,
        lent,  ///< To a command that runs beside the server.
        away,  ///< It could not be opened yet; `holder` says why.
    };
    Place place = Place::here;
    std::string holder;         ///< "`orrery study` (pid 123)".
    std::int64_t since_us = 0;  ///< Unix, UTC.
};

struct ArchiveOptions {
    std::chrono::seconds every{10};  ///< Between drains; 0: only at the end.
    int keep_raw_days = 0;           ///< Of single generations (retention.h); 0: for ever.
    /// A batch ends early after so long: while it reads, the ledger's database cannot use its log
    /// anew.
    std::chrono::milliseconds batch_time_max{5000};
};

/// As many as DuckDB keeps together: so many are compressed and written once, past its log.
inline constexpr std::size_t batch_max = 122'880;

/// How many batches a drain takes of `waiting` rows, `left` of which the last one left. A rest goes
/// through DuckDB's log, at twice the cost of each row: if it soon becomes a batch, it waits.
[[nodiscard]] std::size_t batches_due(std::uint64_t waiting, std::uint64_t left);

/// Tells whether so many come in a time that their drains are to wait for batches, which cost
/// less than a fourth of those that take what one second brought (script/bench ledger).
[[nodiscard]] bool is_busy(double came, std::chrono::duration<double> time);

/// The warehouse of a serving process: a thread brings settled generations into it and folds them
/// into the marts; others ask it in sessions of their own; it can be lent to another process, and
/// the ledger keeps what is settled meanwhile. What DuckDB does for drains and read() gives way
/// to requests, but less for a drain far behind or after a long one, and where somebody waits.
class Archive {
public:
    using Open = std::function<Result<std::unique_ptr<warehouse::Store>>()>;
    using Work = std::function<Status(warehouse::Store&)>;

    /// Without a `store` it is tried each second to open it. REQUIRES: the ledger outlives the
    /// archive.
    Archive(ledger::Ledger& ledger, Open open, std::unique_ptr<warehouse::Store> store,
            const ArchiveOptions& options);
    ~Archive();
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    /// Runs one query, beside drains. Fails with `unavailable` while it is lent. Thread-safe.
    [[nodiscard]] Result<Table> ask(const std::string& sql);
    /// Runs work on a session for reading, beside drains and ask(), one after the other. Its marts
    /// and resolution are as of the last fold. Fails as ask() does. Thread-safe.
    [[nodiscard]] Status read(const Work& work);
    /// Sets what is to be done after each fold in the session of read(), once somebody has read: so
    /// that the next one finds what all readers share. Whoever reads meanwhile waits. Thread-safe.
    void after_folds(Work work);
    /// Somebody watches: drains every second until ten seconds after the last call, yet with no
    /// more than a tenth of the thread's time, and while few requests come. Thread-safe.
    void hasten();
    [[nodiscard]] StoreState state() const;

    /// Takes in all that is settled, then closes the store for another process. Blocks.
    /// REQUIRES: it is not lent.
    void lend(const std::string& holder);
    /// Opens the store again and takes in what waited. Blocks.
    void take_back();
    /// Ends the thread after a last drain and closes the store.
    void stop();

private:
    using Moment = std::chrono::steady_clock::time_point;

    /// One session for reading.
    struct Reader {
        std::mutex mutex;
        std::unique_ptr<warehouse::Store> session;
        std::uint64_t folds = 0;  ///< Up to which the resolution is read.
    };

    /// While one is there, somebody waits for the end of drains.
    class Awaited;

    void run();
    [[nodiscard]] Moment due() const;
    /// Opens the store where it is away, and drains. REQUIRES: drain_mutex_.
    void tend();
    [[nodiscard]] Status reopen();
    [[nodiscard]] Status drain_all();
    /// Deletes what is older than the options say, once a day.
    [[nodiscard]] Status prune_daily();
    void close();
    void report(const Status& done);
    void enter(StoreState::Place place, const std::string& holder);
    [[nodiscard]] Status use(Reader& reader, const Work& work);
    /// Runs what a drain asks of the store, on the thread that suits how far behind it is.
    void drain_with(const std::function<void()>& work);
    void prepare_reader();
    [[nodiscard]] bool is_hastened() const;  ///< And can be. REQUIRES: mutex_.

    ledger::Ledger& ledger_;
    const Open open_;
    const ArchiveOptions options_;
    ledger::Drain drain_;
    Aside draining_;
    Aside reading_;

    std::mutex drain_mutex_;                   ///< Held by who drains, lends or opens.
    std::unique_ptr<warehouse::Store> store_;  ///< Changes only while no reader can be in.
    std::int64_t pruned_on_ = 0;               ///< UTC day since 1970; 0: not yet.
    std::atomic<std::uint64_t> left_ = 0;      ///< Rows in the ledger as the last drain ended.
    bool is_to_fold_ = true;                   ///< Another process may have written.
    std::string last_error_;                   ///< So that a lasting failure is told once.
    std::array<Reader, 2> readers_;            ///< Of ask() and of read().
    Work after_fold_;                          ///< Guarded by the mutex of the second reader.
    std::atomic<std::uint64_t> folds_ = 0;     ///< Begun and ended: odd during one.
    std::atomic<int> awaited_ = 0;             ///< How many wait for the end of drains.

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    StoreState state_;  ///< Guarded by mutex_, as all below.
    bool is_ending_ = false;
    Moment ended_;                              ///< When the last drain ended
    std::chrono::steady_clock::duration took_;  ///< and how long it took.
    Moment watched_until_;
    std::thread thread_;
};

}  // namespace orrery::cli
