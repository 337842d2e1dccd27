#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/figure.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// How many generations of the window know each record column, and each column of their labels.
class StoreCoverage {
public:
    [[nodiscard]] static Result<StoreCoverage> read(warehouse::Warehouse& warehouse,
                                                    const Window& window);

    /// Returns the query behind read(), and what its one row says.
    [[nodiscard]] static std::string sql(const Window& window);
    [[nodiscard]] static StoreCoverage of_row(const std::vector<Cell>& row);

    /// Returns the coverage of a figure by the scarcest of the columns it needs: of the window, or
    /// of its labelled days where it needs labels.
    [[nodiscard]] Coverage of(const std::vector<std::string>& needs) const;

    /// Lists the needed columns that no generation of the window knows.
    [[nodiscard]] std::vector<std::string> missing(const std::vector<std::string>& needs) const;

    /// Takes it that no generation knows a column.
    void forget(const std::string& column) { known_[column] = 0; }

private:
    [[nodiscard]] std::int64_t known(const std::string& column) const;

    std::int64_t generations_ = 0;
    std::int64_t labelled_generations_ = 0;  ///< Of the days from the first label to the last.
    Window labelled_;
    std::map<std::string, std::int64_t> known_;
};

}  // namespace orrery::study
