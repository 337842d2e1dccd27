#include "dashboard/api/ranking/labelled_share.h"

#include <fmt/format.h>

#include <string_view>

#include "dashboard/api/answer.h"
#include "dashboard/api/reach.h"
#include "report/page/numbers.h"

namespace orrery::dashboard {
namespace {

/// {0}: the store's tables, {1}: the first day, {2}: the last. Generations in the window, those
/// with a category, and whether any of these was drawn into a sample.
constexpr std::string_view of_marts_sql = R"sql(
SELECT
    (SELECT CAST(sum(generations) AS BIGINT) FROM {0}mart_usage WHERE day BETWEEN {1} AND {2}),
    CAST(coalesce(sum(n), 0) AS BIGINT),
    count(CASE WHEN inclusion_probability < 1 AND n > 0 THEN 1 END)
FROM {0}mart_categories
WHERE day BETWEEN {1} AND {2})sql";

/// {0}: the store's tables, {1}: conditions.
constexpr std::string_view of_generations_sql = R"sql(
WITH own AS (SELECT generation_id FROM {0}generations WHERE {1})
SELECT
    (SELECT count(*) FROM own),
    count(DISTINCT generation_id),
    count(CASE WHEN inclusion_probability < 1 THEN 1 END)
FROM {0}labels
JOIN own USING (generation_id)
WHERE confidence >= 0.5 AND category IS NOT NULL)sql";

}  // namespace

Result<std::string> labelled_note(warehouse::Warehouse& warehouse, const Span& span,
                                  const Visitor& visitor) {
    const std::string sql = visitor.role == Role::account
                                ? fmt::format(of_generations_sql, store_tables,
                                              own_condition(visitor) + " AND " + span.asked.sql())
                                : fmt::format(of_marts_sql, store_tables, day_sql(span.asked.first),
                                              day_sql(span.asked.last));
    const auto table = warehouse.query(sql);
    if (!table) {
        return std::unexpected(table.error());
    }
    const auto& row = table->rows.front();
    const std::int64_t all = count_of(row[0]).value_or(0);
    const std::int64_t labelled = count_of(row[1]).value_or(0);
    const bool is_sampled = count_of(row[2]).value_or(0) > 0;
    if (all == labelled && !is_sampled) {
        return std::string();
    }
    if (is_sampled) {
        return fmt::format(
            "Categories are estimated from a sample: {} labelled generations stand "
            "for {}; what has no sure label is unknown.",
            report::grouped(labelled), report::grouped(all));
    }
    return fmt::format("{} of {} generations have a category; the others are unknown.",
                       report::grouped(labelled), report::grouped(all));
}

}  // namespace orrery::dashboard
