#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "warehouse/duckdb/connection.h"
#include "warehouse/marts/marts.h"

namespace orrery::warehouse {

/// A column that is added up, and the type that holds it: whole numbers come out of DuckDB's sums
/// with 128 bits, of which 64 hold what a store can hold; fractions stay what they are.
struct Sum {
    std::string name;
    std::string type;

    [[nodiscard]] std::string cast(std::string_view value) const {
        return fmt::format("CAST({} AS {}) AS {}", value, type, name);
    }

    /// Returns it added up over rows.
    [[nodiscard]] std::string added() const { return cast(fmt::format("sum({})", name)); }
};

/// Returns the condition on generations that a fold of labels looks at: those past `folded` up to
/// `written`, and those that got labels then.
[[nodiscard]] std::string touched_sql(std::int64_t folded, std::int64_t written);

/// Returns the rows of delta_sql() on labels, but only those of generations that meet a condition.
/// `among`: among_ids().
[[nodiscard]] std::string labelled_delta_sql(std::int64_t folded, std::int64_t written,
                                             const std::string& condition,
                                             const std::string& among);

/// Returns the sums of a mart, which are all its columns that are no keys, as `table` has them.
[[nodiscard]] Result<std::vector<Sum>> sums_of(const Connection& connection, const Mart& mart,
                                               std::string_view table);

/// Returns the sums of all marts that have a table, by their names.
[[nodiscard]] Result<std::map<std::string, std::vector<Sum>>> sums_of_all(
    const Connection& connection, const std::vector<Mart>& marts);

}  // namespace orrery::warehouse
