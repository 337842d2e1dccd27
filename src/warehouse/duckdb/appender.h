#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "base/result.h"
#include "base/table.h"
#include "warehouse/duckdb/connection.h"
#include "warehouse/warehouse.h"

namespace orrery::warehouse {

/// Replaces the temporary table `name` by the rows of `table`. A column whose name is `date` or
/// ends in `_date`, `_from` or `_to` becomes a DATE, one of numbers BIGINT or DOUBLE, else VARCHAR.
[[nodiscard]] Status load_temporary_table(const Connection& connection, const std::string& name,
                                          const Table& table);

/// How many rows were appended, and when the first and the last of them were created, in
/// microseconds since 1970-01-01 UTC.
struct Appended {
    std::int64_t rows = 0;
    std::int64_t first_us = std::numeric_limits<std::int64_t>::max();
    std::int64_t last_us = std::numeric_limits<std::int64_t>::min();
    bool are_times_known = true;  ///< Of all rows.
};

/// Appends the records that `next` hands out to the table `generations`, all of them as of
/// `import_batch`.
[[nodiscard]] Result<Appended> append_generations(const Connection& connection,
                                                  const NextGeneration& next,
                                                  std::int64_t import_batch);

}  // namespace orrery::warehouse
