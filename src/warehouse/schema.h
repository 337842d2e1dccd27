#pragma once

#include "base/result.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::warehouse {

/// Brings a store's tables to this version, one step after the other, in one transaction.
/// Fails on a store that a newer Orrery has written.
[[nodiscard]] Status migrate(const Connection& connection);

/// Fails when the store is not of this version; for stores that may not be written.
[[nodiscard]] Status require_current_schema(const Connection& connection);

/// Makes the macros that the study's SQL is written in known to the session: day_of, week_of,
/// month_of, usd_to_nano. Another engine defines the same names its own way.
[[nodiscard]] Status create_macros(const Connection& connection);

}  // namespace orrery::warehouse
