#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "dashboard/api/parameters.h"
#include "dashboard/context.h"
#include "warehouse/warehouse.h"

namespace orrery::dashboard {

/// What stands before every table of the store here. Sessions for panels hold temporary tables of
/// the same names with a part of the rows, which a bare name would mean.
inline constexpr std::string_view store_tables = "orrery.main.";

/// What of the store a visitor may count: which days it spans and how new it is.
struct Reach {
    /// The first and the last day with a generation; nothing where there is none.
    std::optional<Days> days;
    /// When the newest generation was created, Unix microseconds: an answer's `as_of`.
    std::optional<std::int64_t> newest_us;
};

/// Reads it: for an account that of its own generations.
[[nodiscard]] Result<Reach> read_reach(warehouse::Warehouse& warehouse, const Visitor& visitor);

/// Returns the last day up to this one on which a visitor has a generation; nothing where there is
/// none.
[[nodiscard]] Result<std::optional<std::int64_t>> last_day_until(warehouse::Warehouse& warehouse,
                                                                 const Visitor& visitor,
                                                                 std::int64_t day);

/// Returns the condition on `generations` that keeps what a visitor may see. An account without an
/// id sees nothing.
[[nodiscard]] std::string own_condition(const Visitor& visitor);

/// Writes a day as an SQL literal of type DATE.
[[nodiscard]] std::string day_sql(std::int64_t day);

}  // namespace orrery::dashboard
