#include <sys/statvfs.h>

#include <algorithm>
#include <utility>

#include "base/process/priority.h"
#include "ledger/serving/state.h"

namespace orrery::ledger {
namespace {

constexpr auto follow_every = std::chrono::seconds(1);
constexpr int keeper_nice = 5;
/// What 20,000 requests a second write in a fifth of one; when there is more the keeper is late.
constexpr int steady_rounds = 8;

std::vector<Source> sources_of(const std::vector<std::unique_ptr<Journal>>& journals) {
    std::vector<Source> sources;
    for (const auto& journal : journals) {
        sources.push_back({journal->loop(), journal->segments()});
    }
    return sources;
}

std::uint64_t free_bytes(const std::filesystem::path& directory) {
    struct statvfs status{};
    if (::statvfs(directory.c_str(), &status) != 0) {
        return 0;
    }
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

}  // namespace

void Ledger::State::start() {
    keeper = std::thread([this] {
        step_back(keeper_nice);
        auto followed = std::chrono::steady_clock::now();
        std::unique_lock waiting(wake_mutex);
        while (!is_ending) {
            wake_keeper.wait_for(waiting, options.apply_every,
                                 [&] { return is_ending || is_kicked; });
            is_kicked = false;
            waiting.unlock();
            keep();
            if (std::chrono::steady_clock::now() - followed >= follow_every) {
                followed = std::chrono::steady_clock::now();
                follow_other_processes();
            }
            waiting.lock();
        }
    });
    syncer = std::thread([this] {
        std::unique_lock waiting(wake_mutex);
        while (!is_ending) {
            wake_syncer.wait_for(waiting, options.sync_every, [&] { return is_ending; });
            waiting.unlock();
            sync();
            waiting.lock();
        }
    });
}

Ledger::State::~State() {
    {
        const std::scoped_lock waiting(wake_mutex);
        is_ending = true;
    }
    wake_keeper.notify_all();
    wake_syncer.notify_all();
    for (std::thread* thread : {&keeper, &syncer}) {
        if (thread->joinable()) {
            thread->join();
        }
    }
    if (applier != nullptr) {
        static_cast<void>(apply_all());
        sync();
    }
}

void Ledger::State::sync() {
    bool wants_segment = false;
    Status done;
    for (const auto& journal : journals) {
        for (const auto& segment : journal->segments()) {
            const auto synced = segment->sync();
            if (!synced) {
                done = std::unexpected(synced.error());
            } else if (*synced) {
                syncs.fetch_add(1, std::memory_order_relaxed);
            }
        }
        wants_segment = wants_segment || journal->wants_segment();
    }
    bool can_prepare = false;
    {
        const std::scoped_lock lock_readiness(readiness_mutex);
        sync_error = done ? std::string() : describe(done.error());
        can_prepare = prepare_error.empty();
    }
    if (wants_segment && can_prepare) {
        const std::scoped_lock waiting(wake_mutex);
        is_kicked = true;
        wake_keeper.notify_one();
    }
}

void Ledger::State::keep() {
    prepare_segments();
    const Status applied_all = apply_all();
    Status removed = remove_applied();
    if (!applied_all) {
        removed = applied_all;
    }
    {
        const std::scoped_lock lock_readiness(readiness_mutex);
        readiness.apply_error = removed ? std::string() : describe(removed.error());
    }
    observe();
}

void Ledger::State::prepare_segments() {
    Status done;
    for (const auto& journal : journals) {
        while (done && journal->wants_segment()) {
            Readiness now;
            {
                const std::scoped_lock lock_readiness(readiness_mutex);
                now = readiness;
            }
            if (free_bytes(journal_directory) < options.disk_free_min + options.segment_bytes) {
                done = fail(ErrorKind::unavailable, "the disk is nearly full",
                            journal_directory.string());
            } else if (now.unapplied_bytes > options.unapplied_bytes_max) {
                done = fail(ErrorKind::unavailable, "too much waits to be applied");
            } else {
                auto segment = Segment::create(journal_directory, {journal->loop(), next_sequence},
                                               options.segment_bytes);
                if (segment) {
                    ++next_sequence;
                    journal->add(std::move(*segment));
                } else {
                    done = std::unexpected(segment.error());
                }
            }
        }
    }
    const std::scoped_lock lock_readiness(readiness_mutex);
    prepare_error = done ? std::string() : describe(done.error());
}

Status Ledger::State::apply_all() {
    for (int rounds = 0;; ++rounds) {
        // Between rounds others get their turn.
        const std::scoped_lock applying(apply_mutex);
        const auto more = applier->apply(sources_of(journals),
                                         rounds < steady_rounds ? Pace::steady : Pace::hasty);
        {
            const std::scoped_lock lock_readiness(readiness_mutex);
            applied = applier->counts();
        }
        if (!more) {
            return std::unexpected(more.error());
        }
        if (!*more) {
            return {};
        }
    }
}

/// Removes the segments that are wholly applied once the database has them on the disk itself.
Status Ledger::State::remove_applied() {
    const std::scoped_lock applying(apply_mutex);
    std::vector<std::pair<Journal*, std::filesystem::path>> removable;
    for (const auto& journal : journals) {
        const Position at = applier->position(journal->loop());
        for (const auto& segment : journal->segments()) {
            const std::uint64_t sequence = segment->name().sequence;
            const bool is_applied = segment->is_finished &&
                                    (sequence < at.sequence ||
                                     (sequence == at.sequence && at.offset >= segment->written));
            if (!is_applied) {
                break;
            }
            if (auto carried = applier->carry_open(segment->name()); !carried) {
                return carried;
            }
            removable.emplace_back(journal.get(), segment->file());
        }
    }
    if (removable.empty() && done_with.empty()) {
        return {};
    }
    const auto is_on_disk = database->checkpoint();
    if (!is_on_disk || !*is_on_disk) {
        return is_on_disk ? Status{} : std::unexpected(is_on_disk.error());
    }
    std::error_code ignored;  // What stays is passed over by the next recovery and removed then.
    for (const auto& [journal, file] : removable) {
        journal->remove_first();
        std::filesystem::remove(file, ignored);
    }
    for (const auto& file : std::exchange(done_with, {})) {
        std::filesystem::remove(file, ignored);
    }
    return {};
}

void Ledger::State::follow_other_processes() {
    std::int64_t seen = 0;
    {
        const std::scoped_lock applying(apply_mutex);
        const auto version = database->number("PRAGMA data_version");
        if (!version || *version == data_version) {
            return;
        }
        seen = *version;
    }
    if (refresh_directory()) {
        const std::scoped_lock applying(apply_mutex);
        data_version = seen;
    }
}

void Ledger::State::observe() {
    const std::uint64_t disk_free = free_bytes(journal_directory);
    std::uint64_t unapplied = 0;
    std::int64_t last_row = 0;
    Result<std::int64_t> drained_row = 0;
    {
        const std::scoped_lock applying(apply_mutex);
        for (const auto& journal : journals) {
            unapplied += journal->bytes_after(applier->position(journal->loop()));
        }
        last_row = applier->last_row();
        drained_row = drained(*database);
    }
    const bool has_room =
        std::ranges::all_of(journals, [](const auto& journal) { return journal->has_room(); });
    const std::scoped_lock lock_readiness(readiness_mutex);
    readiness.disk_free_bytes = disk_free;
    readiness.unapplied_bytes = unapplied;
    if (drained_row) {
        readiness.undrained_rows = static_cast<std::uint64_t>(last_row - *drained_row);
    }
    std::string blocked =
        disk_free < options.disk_free_min ? "the disk is nearly full" : sync_error;
    if (unapplied > options.unapplied_bytes_max) {
        blocked = "too much waits to be applied: " + readiness.apply_error;
    }
    // Room is asked for at each opening; the rest only here.
    is_accepting.store(blocked.empty(), std::memory_order_relaxed);
    readiness.reason =
        !blocked.empty() || has_room ? blocked : "no room in the journals: " + prepare_error;
    readiness.is_recording = readiness.reason.empty();
}

}  // namespace orrery::ledger
