#pragma once

#include <cstdint>
#include <string>

namespace orrery::ledger {

/// Whether generations can be recorded, and what is waiting.
struct Readiness {
    bool is_recording = true;
    std::string reason;                 ///< Why not; empty while recording.
    std::uint64_t unapplied_bytes = 0;  ///< In the journals, not yet in SQLite.
    std::uint64_t undrained_rows = 0;   ///< In SQLite, not yet in the warehouse.
    std::uint64_t disk_free_bytes = 0;
    std::string apply_error;   ///< Of the last attempt; empty when it succeeded.
    std::string drain_error;   ///< Of the last attempt; empty when it succeeded.
    std::string store_holder;  ///< Who has the warehouse's store instead; empty: nobody.
    std::int64_t store_held_since_us = 0;  ///< Unix, UTC; while it has a holder.
};

/// Counts since the ledger was opened.
struct Counts {
    std::uint64_t opened = 0;
    std::uint64_t refused = 0;            ///< By open_generation, for any reason.
    std::uint64_t refused_recording = 0;  ///< Of those, for want of room.
    std::uint64_t settled = 0;
    std::uint64_t lost = 0;  ///< Settled as lost: found at the start, or dropped tickets.
    std::uint64_t refusals_recorded = 0;
    std::uint64_t refusals_dropped = 0;  ///< No room for the record of a refusal.
    std::uint64_t applied = 0;           ///< Records that went into SQLite.
    std::uint64_t duplicates = 0;        ///< Ids that were in SQLite already; left out.
    std::uint64_t damaged = 0;           ///< Journals whose end could not be read at the start.
    std::uint64_t syncs = 0;
};

}  // namespace orrery::ledger
