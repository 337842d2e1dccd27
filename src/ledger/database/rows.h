#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "base/result.h"
#include "ledger/database/database.h"
#include "record/generation.h"

namespace orrery::ledger {

/// One settled generation as the ledger keeps it.
struct Row {
    std::int64_t n = 0;
    std::uint64_t id = 0;
    std::int64_t account = 0;
    std::int64_t key = 0;
    std::int64_t created_at_us = 0;
    record::Generation record;  ///< As it was settled; unreadable bytes give an empty one.
};

/// Reads the rows above an n in their order, one after the other. It asks anew every few thousand
/// rows: as long as one question is open, what was applied cannot leave SQLite's log.
class RowReader {
public:
    /// REQUIRES: the database outlives the reader.
    [[nodiscard]] static Result<RowReader> open(const Database& database, std::int64_t n,
                                                std::size_t rows_max);

    /// Reads the next row over `row`; false behind the last, and from then on.
    [[nodiscard]] Result<bool> next(Row& row);

private:
    RowReader(Statement rows, std::int64_t n, std::size_t rows_max)
        : rows_(std::move(rows)), last_(n), left_(rows_max) {}
    void ask();

    Statement rows_;
    std::int64_t last_;
    std::size_t left_;
    std::size_t asked_ = 0;  ///< So many rows are yet to come before it asks anew.
};

/// Returns the row of a generation, if it is there.
[[nodiscard]] Result<std::optional<Row>> row_of(const Database& database, std::uint64_t id);

/// Returns the n of the last row that is in the warehouse.
[[nodiscard]] Result<std::int64_t> drained(const Database& database);
[[nodiscard]] Status set_drained(const Database& database, std::int64_t n);

/// Removes drained generations created before a moment, looking at the `rows_max` oldest rows; at
/// one alone where that one is younger.
[[nodiscard]] Status prune(const Database& database, std::int64_t before_us, std::size_t rows_max);

}  // namespace orrery::ledger
