#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::warehouse {

/// The days, weeks and months that the rows of the view `delta` lie in.
class Touched {
public:
    [[nodiscard]] static Result<Touched> read(const Connection& connection);

    /// There are no rows: nothing is to fold.
    [[nodiscard]] bool is_empty() const { return is_empty_; }

    /// Returns the condition that a mart's row lies in one of them.
    /// REQUIRES: `period`, the mart's first key, is day, week or month.
    [[nodiscard]] std::string condition(const std::string& period) const;

private:
    bool is_empty_ = false;
    /// What follows the column; empty where there are many: then a table has them.
    std::map<std::string, std::string> lists_;
};

}  // namespace orrery::warehouse
