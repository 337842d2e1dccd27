#pragma once

#include <duckdb.h>

#include "base/table.h"

namespace orrery::warehouse {

/// Copies a materialised result. Booleans become the texts true and false, dates and timestamps
/// ISO texts (UTC), decimals and 128-bit integers a count where they fit, else a double.
[[nodiscard]] Table to_table(duckdb_result& result);

}  // namespace orrery::warehouse
