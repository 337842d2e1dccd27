#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

#include "base/result.h"
#include "warehouse/duckdb/connection.h"
#include "warehouse/warehouse.h"

namespace orrery::warehouse {

/// How many rows were appended, and when the first and the last of them were created, in
/// microseconds since 1970-01-01 UTC.
struct Appended {
    std::int64_t rows = 0;
    std::int64_t first_us = std::numeric_limits<std::int64_t>::max();
    std::int64_t last_us = std::numeric_limits<std::int64_t>::min();
    bool are_times_known = true;  ///< Of all rows.
};

/// The table function given_generations(), which gives what is being appended, a chunk of columns
/// at a time. DuckDB's appender takes each value by a call, and copies every chunk once more.
class GivenGenerations {
public:
    /// Makes the function known to the connection's database. REQUIRES: the object outlives it.
    [[nodiscard]] Status register_on(const Connection& connection);

    /// Appends the records that `next` hands out to the table `generations`, all of them as of
    /// `import_batch`. Fails as `next` does; then and where it fails otherwise, nothing of the
    /// statement is appended.
    /// REQUIRES: registered on the connection's database; one append at a time.
    [[nodiscard]] Result<Appended> append(const Connection& connection, const NextGeneration& next,
                                          std::int64_t import_batch);

private:
    struct Append;
    class Source;

    /// What the next statement with the function reads: one that takes it from an append lets that
    /// fail.
    std::atomic<Append*> waiting_ = nullptr;
};

}  // namespace orrery::warehouse
