#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "warehouse/duckdb/connection.h"
#include "warehouse/marts/marts.h"

namespace orrery::warehouse {

/// Sums of the view `delta` by all that the marts of a family tell apart, a mart and those that
/// split it: where the traffic is of few kinds these are few rows, and each mart is added up from
/// them instead of from the generations.
class Bases {
public:
    /// Makes the table `base_<mart>` of each mart that others split, unless the delta is of too
    /// many kinds for that to pay.
    [[nodiscard]] Status make(const Connection& connection, const std::vector<const Mart*>& marts);

    /// Returns what is to be asked for the delta's rows of a mart.
    [[nodiscard]] const std::string& select(const Mart& mart) const;

    /// Takes the tables away.
    [[nodiscard]] Status drop(const Connection& connection);

private:
    std::set<std::string> made_;  ///< By the names of marts.
};

}  // namespace orrery::warehouse
