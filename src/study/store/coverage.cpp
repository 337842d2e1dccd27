#include "study/store/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "record/columns.h"
#include "study/store/labels/labels.h"

namespace orrery::study {

Result<StoreCoverage> StoreCoverage::read(warehouse::Warehouse& warehouse, const Window& window) {
    const auto answer = warehouse.query(sql(window));
    if (!answer) {
        return std::unexpected(answer.error());
    }
    return of_row(answer->rows.front());
}

std::string StoreCoverage::sql(const Window& window) {
    std::string sums = "sum(generations) AS generations";
    for (const record::Column& column : record::columns()) {
        sums += fmt::format(", sum(known_{0}) AS known_{0}", column.name);
    }
    return with_window(
        fmt::format(
            "SELECT * FROM (SELECT {}, sum(CASE WHEN day BETWEEN starts AND ends THEN generations "
            "END) AS labelled, min(starts) AS starts, min(ends) AS ends "
            "FROM mart_coverage, ({}) WHERE day BETWEEN {{from}} AND {{to}}), "
            "(SELECT sum(n) AS known_category "
            "FROM mart_categories WHERE day BETWEEN {{from}} AND {{to}}), "
            "(SELECT sum(CASE WHEN tag IS NOT NULL THEN n END) AS known_tag "
            "FROM mart_tags WHERE day BETWEEN {{from}} AND {{to}}), "
            "(SELECT sum(n) AS known_language "
            "FROM mart_languages WHERE day BETWEEN {{from}} AND {{to}})",
            sums, labelled_days_sql(window)),
        window);
}

StoreCoverage StoreCoverage::of_row(const std::vector<Cell>& row) {
    const auto count_in = [](const Cell& cell) {
        return static_cast<std::int64_t>(number_or(cell, 0));
    };
    StoreCoverage coverage;
    std::size_t at = 0;
    coverage.generations_ = count_in(row[at++]);
    for (const record::Column& column : record::columns()) {
        coverage.known_[std::string(column.name)] = count_in(row[at++]);
    }
    coverage.labelled_generations_ = count_in(row[at++]);
    coverage.labelled_ = labelled_days_of(std::span(row).subspan(at, 2), {});
    at += 2;
    for (const auto* column : {"category", "tag", "language"}) {
        coverage.known_[column] = count_in(row[at++]);
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
    // Labels may begin late: no figure that needs them draws what was before.
    if (labelled_generations_ > 0 && std::ranges::any_of(needs, is_label_column)) {
        coverage.generations = labelled_generations_;
        coverage.usable = std::min(coverage.usable, coverage.generations);
        coverage.from = labelled_.from;
        coverage.to = labelled_.to;
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
