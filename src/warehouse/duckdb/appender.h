#pragma once

#include <string>

#include "base/result.h"
#include "base/table.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::warehouse {

/// Replaces the temporary table `name` by the rows of `table`. A column whose name is `date` or
/// ends in `_date`, `_from` or `_to` becomes a DATE, one of numbers BIGINT or DOUBLE, else VARCHAR.
[[nodiscard]] Status load_temporary_table(const Connection& connection, const std::string& name,
                                          const Table& table);

}  // namespace orrery::warehouse
