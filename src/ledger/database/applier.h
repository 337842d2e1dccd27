#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "ledger/database/database.h"
#include "ledger/database/debits.h"
#include "ledger/database/open_generations.h"
#include "ledger/journal/journal.h"

namespace orrery::ledger {

/// The segments of one loop in order.
struct Source {
    std::size_t loop = 0;
    std::vector<std::shared_ptr<Segment>> segments;
};

/// Whether applying lets requests go first, in short turns and small transactions.
enum class Pace { steady, hasty };

/// What applying has come to since the applier was made.
struct AppliedCounts {
    std::uint64_t records = 0;
    std::uint64_t duplicates = 0;  ///< Ids that were there already; neither kept nor debited.
    std::uint64_t lost = 0;
    std::uint64_t damaged = 0;  ///< Segments whose end could not be read.
};

/// Moves journals into SQLite: records, debits and how far it came, in one transaction a round, so
/// that a crash at any point repeats nothing and leaves nothing out. For one thread at a time.
class Applier {
public:
    /// REQUIRES: `database` outlives the applier and only it changes positions and generations.
    [[nodiscard]] static Result<std::unique_ptr<Applier>> open(Database& database);

    /// Applies one round of what is written; says whether more is waiting.
    [[nodiscard]] Result<bool> apply(std::span<const Source> sources, Pace pace = Pace::hasty);
    /// Notes which generations an earlier process had opened and settled before its positions.
    void scan(const Source& source);
    /// Settles everything still open as lost and forgets the positions: every segment below
    /// `next_sequence` is done with.
    [[nodiscard]] Status finish_recovery(std::uint64_t next_sequence);
    /// Keeps the openings of an applied segment that are still open, so that it can be removed.
    [[nodiscard]] Status carry_open(const SegmentName& segment);

    [[nodiscard]] Position position(std::size_t loop) const;
    [[nodiscard]] const AppliedCounts& counts() const { return counts_; }
    /// Returns the number of the last row of `generations` that there ever was.
    [[nodiscard]] std::int64_t last_row() const { return last_row_; }

private:
    /// What a round will have changed once it is committed.
    struct Round {
        std::map<std::size_t, Position> positions;
        std::vector<std::uint64_t> closed;
        Debits debits;
        AppliedCounts counts;
        std::int64_t last_row = 0;
        std::size_t frames = 0;
        Pace pace = Pace::hasty;
    };

    explicit Applier(Database& database) : database_(database) {}
    [[nodiscard]] Status prepare();
    [[nodiscard]] bool is_waiting(const Source& source) const;
    [[nodiscard]] Round begin() const;
    void finish(const Round& round);
    [[nodiscard]] Result<bool> apply_source(const Source& source, Round& round);
    [[nodiscard]] Result<bool> apply_segment(const Segment& segment, Position& at, Round& round);
    [[nodiscard]] Status apply_frame(const SegmentName& segment, const Frame& frame, Round& round);
    [[nodiscard]] Status insert(const Settled& settled, Round& round);
    [[nodiscard]] Status insert_lost(const Settled& settled, Round& round);
    [[nodiscard]] Status write_positions(const Round& round);

    Database& database_;
    Statement insert_, set_position_, drop_open_;
    DebitWriter debit_writer_;
    std::map<std::size_t, Position> positions_;
    OpenGenerations open_;
    AppliedCounts counts_;
    std::int64_t last_row_ = 0;
};

}  // namespace orrery::ledger
