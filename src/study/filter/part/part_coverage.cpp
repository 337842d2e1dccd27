#include "study/filter/part/part_coverage.h"

#include <fmt/format.h>

#include "study/filter/tables.h"

namespace orrery::study {
namespace {

std::int64_t count_in(const Cell& cell) {
    return static_cast<std::int64_t>(number_or(cell, 0));
}

/// One scan of the part's generations. The answer stays in the session for the next panel.
Result<PartCoverage> counted(warehouse::Warehouse& warehouse, KeptTables& tables,
                             const Parts& parts, const std::vector<std::string>& needs) {
    std::string counts = "count(*) AS generations";
    std::string key = parts.key();
    for (const std::string& column : needs) {
        counts += fmt::format(", count({0}) AS {0}", column);
        key += " " + column;
    }
    const auto made = tables.ensure("part_coverage", key,
                                    fmt::format("CREATE OR REPLACE TEMP TABLE part_coverage AS "
                                                "SELECT {} FROM {}",
                                                counts, parts.generations()));
    if (!made) {
        return std::unexpected(made.error());
    }
    const auto answer = warehouse.query("FROM part_coverage");
    if (!answer) {
        return std::unexpected(answer.error());
    }
    const auto& row = answer->rows.front();
    const std::int64_t generations = count_in(row[0]);
    PartCoverage coverage{Coverage{generations, generations, {}, "filtered"}, {}};
    for (std::size_t at = 0; at < needs.size(); ++at) {
        const std::int64_t known = count_in(row[at + 1]);
        if (coverage.counted->scarcest.empty() || known < coverage.counted->usable) {
            coverage.counted->usable = known;
            coverage.counted->scarcest = needs[at];
        }
        if (known == 0 && generations > 0) {
            coverage.unknown.push_back(needs[at]);
        }
    }
    return coverage;
}

Result<PartCoverage> of_usage(warehouse::Warehouse& warehouse, const std::string& known_sql) {
    const auto sums = warehouse.query(known_sql);
    if (!sums) {
        return std::unexpected(sums.error());
    }
    PartCoverage coverage;
    const auto& row = sums->rows.front();
    std::size_t at = 1;
    for (const auto* column :
         {"model", "prompt_tokens", "completion_tokens", "finish_reason", "cost_nano_usd"}) {
        if (count_in(row[at++]) == 0 && count_in(row[0]) > 0) {
            coverage.unknown.emplace_back(column);
        }
    }
    return coverage;
}

}  // namespace

Result<PartCoverage> read_part_coverage(warehouse::Warehouse& warehouse, KeptTables& tables,
                                        const Parts& parts, const FigureDefinition& definition,
                                        const std::string& known_sql) {
    if (parts.is_scanned() && !needs_labels(definition)) {
        return counted(warehouse, tables, parts, definition.needs);
    }
    return known_sql.empty() ? PartCoverage{} : of_usage(warehouse, known_sql);
}

std::string known_columns_sql() {
    return "SELECT sum(generations), count(model), count(prompt_tokens), count(completion_tokens), "
           "sum(finished_generations), sum(cost_known) FROM mart_usage";
}

}  // namespace orrery::study
