#pragma once

#include <cstdint>
#include <functional>
#include <optional>

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

/// Returns the row of a generation, if it is there.
[[nodiscard]] Result<std::optional<Row>> row_of(const Database& database, std::uint64_t id);

/// Visits at most `rows_max` rows above `n`, in order; a visitor may take the record.
[[nodiscard]] Status for_each_row_after(const Database& database, std::int64_t n,
                                        std::size_t rows_max,
                                        const std::function<void(Row&)>& visit);

/// Returns the n of the last row that is in the warehouse.
[[nodiscard]] Result<std::int64_t> drained(const Database& database);
[[nodiscard]] Status set_drained(const Database& database, std::int64_t n);

/// Removes drained generations created before a moment, looking at the `rows_max` oldest rows; at
/// one alone where that one is younger.
[[nodiscard]] Status prune(const Database& database, std::int64_t before_us, std::size_t rows_max);

}  // namespace orrery::ledger
