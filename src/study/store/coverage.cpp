#include "study/store/coverage.h"

#include <fmt/format.h>

#include "record/columns.h"

namespace orrery::study {

Result<StoreCoverage> StoreCoverage::read(warehouse::Warehouse& warehouse, const Window& window) {
    std::string sums = "sum(generations)";
    for (const record::Column& column : record::columns()) {
        sums += fmt::format(", sum(known_{})", column.name);
    }
    const auto answer = warehouse.query(
        fmt::format("SELECT {} FROM mart_coverage WHERE day BETWEEN DATE '{}' AND DATE '{}'", sums,
                    window.from, window.to));
    if (!answer) {
        return std::unexpected(answer.error());
    }
    StoreCoverage coverage;
    const auto& row = answer->rows.front();
    coverage.generations_ = static_cast<std::int64_t>(number_or(row[0], 0));
    std::size_t cell = 1;
    for (const record::Column& column : record::columns()) {
        coverage.known_[std::string(column.name)] =
            static_cast<std::int64_t>(number_or(row[cell++], 0));
    }
    const auto labels = warehouse.query(
        fmt::format("SELECT (SELECT sum(n) FROM mart_tags WHERE day BETWEEN {0} AND {1}), "
                    "(SELECT sum(CASE WHEN tag IS NOT NULL THEN n END) FROM mart_tags "
                    "WHERE day BETWEEN {0} AND {1}), "
                    "(SELECT sum(n) FROM mart_languages WHERE day BETWEEN {0} AND {1})",
                    "DATE '" + window.from + "'", "DATE '" + window.to + "'"));
    if (!labels) {
        return std::unexpected(labels.error());
    }
    cell = 0;
    for (const auto* column : {"category", "tag", "language"}) {
        coverage.known_[column] =
            static_cast<std::int64_t>(number_or(labels->rows.front()[cell++], 0));
    }
    return coverage;
}

Coverage StoreCoverage::of(const std::vector<std::string>& needs) const {
    Coverage coverage{generations_, generations_, {}};
    for (const std::string& column : needs) {
        if (coverage.scarcest.empty() || known(column) < coverage.usable) {
            coverage.usable = known(column);
            coverage.scarcest = column;
        }
    }
    return coverage;
}

std::vector<std::string> StoreCoverage::missing(const std::vector<std::string>& needs) const {
    std::vector<std::string> columns;
    for (const std::string& column : needs) {
        if (known(column) == 0) {
            columns.push_back(column);
        }
    }
    return columns;
}

std::int64_t StoreCoverage::known(const std::string& column) const {
    const auto found = known_.find(column);
    return found == known_.end() ? 0 : found->second;
}

}  // namespace orrery::study
