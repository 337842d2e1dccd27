#include <fmt/format.h>

#include "gateway/pages/moment.h"
#include "gateway/pages/past/analysis.h"
#include "gateway/pages/past/sql.h"

namespace orrery::gateway {
namespace {

/// {0}: columns, {1}: conditions, {2}: grouping, {3}: rows of a group, {4}: order, {5}: limit.
constexpr std::string_view query_sql = R"sql(
WITH grouped AS (
    SELECT {0}, count(*) AS "all_requests"
    FROM generations
    WHERE {1}
    {2}
)
SELECT * EXCLUDE ("all_requests")
FROM grouped
{3}
ORDER BY {4}
LIMIT {5})sql";

std::string list_of(const std::vector<std::string>& values) {
    std::string list;
    for (const std::string& value : values) {
        list += (list.empty() ? "" : ", ") + sql_text(value);
    }
    return "(" + list + ")";
}

std::string condition_of(const AnalysisFilter& filter) {
    const std::string_view field = filter.dimension->sql;
    const std::string_view comparison = filter.comparison->sql;
    if (filter.comparison->is_ordered) {
        // What is no number compares as unknown; values were read as numbers.
        return fmt::format("TRY_CAST({} AS DOUBLE) {} {}", field, comparison,
                           filter.values.front());
    }
    if (!filter.comparison->takes_list) {
        return fmt::format("{} {} {}", field, comparison, sql_text(filter.values.front()));
    }
    const std::string listed = fmt::format("{} {} {}", field, comparison, list_of(filter.values));
    return filter.includes_unset ? fmt::format("({} OR {} IS NULL)", listed, field) : listed;
}

/// Joins texts by commas.
void add(std::string& list, std::string_view text) {
    list += list.empty() ? "" : ", ";
    list += text;
}

std::string order_of(const Analysis& analysis) {
    std::string order;
    const std::string_view direction = analysis.is_descending ? "DESC" : "ASC";
    if (!analysis.order_by.empty()) {
        const std::string name =
            analysis.order_by == "request_count" ? "all_requests" : analysis.order_by;
        add(order, fmt::format("\"{}\" {} NULLS LAST", name, direction));
    } else if (analysis.granularity != nullptr) {
        add(order, "\"date\" ASC");
    }
    // The rest makes the order whole, so that the same query gives the same rows.
    add(order, "\"all_requests\" DESC");
    if (analysis.granularity != nullptr) {
        add(order, "\"date\"");
    }
    for (const AnalyticsDimension* dimension : analysis.dimensions) {
        add(order, fmt::format("\"{}\"", dimension->name));
    }
    return order;
}

}  // namespace

std::string analysis_sql(const Analysis& analysis, const std::string& own) {
    std::string columns;
    std::string groups;
    std::string names;
    if (analysis.granularity != nullptr) {
        add(columns, fmt::format("{} AS \"date\"", analysis.granularity->sql));
        add(groups, analysis.granularity->sql);
    }
    for (const AnalyticsDimension* dimension : analysis.dimensions) {
        add(columns, fmt::format("{} AS \"{}\"", dimension->sql, dimension->name));
        add(groups, dimension->sql);
        add(names, fmt::format("\"{}\"", dimension->name));
    }
    for (const AnalyticsMetric* metric : analysis.metrics) {
        add(columns, fmt::format("{} AS \"{}\"", metric->sql, metric->name));
    }
    std::string conditions =
        fmt::format("{} AND created_at >= {} AND created_at < {}", own,
                    moment_sql(analysis.start_us), moment_sql(analysis.end_us));
    for (const AnalysisFilter& filter : analysis.filters) {
        conditions += " AND " + condition_of(filter);
    }
    const std::string order = order_of(analysis);
    std::string of_group;
    if (analysis.group_limit && !names.empty()) {
        of_group = fmt::format("QUALIFY row_number() OVER (PARTITION BY {} ORDER BY {}) <= {}",
                               names, order, *analysis.group_limit);
    }
    return fmt::format(query_sql, columns, conditions, groups.empty() ? "" : "GROUP BY " + groups,
                       of_group, order, analysis.limit + 1);
}

}  // namespace orrery::gateway
