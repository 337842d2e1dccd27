#include "dashboard/api/amounts.h"

#include <fmt/format.h>

#include <string_view>

#include "dashboard/api/reach.h"

namespace orrery::dashboard {
namespace {

/// {0}: the store's tables, {1}: the column, {2}: conditions.
constexpr std::string_view of_generations_sql = R"sql(
SELECT
    day_of(created_at) AS day,
    {1} AS key,
    sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
    count(*) AS generations
FROM {0}generations
WHERE {2}
GROUP BY ALL)sql";

/// {0}: the store's tables, {1}: the mart, {2}: its day or week, {3}: the key, {4}: the condition.
constexpr std::string_view of_mart_sql = R"sql(
SELECT {2} AS day, {3} AS key, tokens, generations
FROM {0}{1}
WHERE {4})sql";

constexpr std::string_view of_usage_sql = R"sql(
SELECT day, model AS key,
       coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) AS tokens, generations
FROM {0}mart_usage
WHERE {1})sql";

/// {0}: amounts by reported name.
constexpr std::string_view resolved_sql = R"sql(
SELECT day, coalesce(slug, key) AS key, tokens, generations
FROM ({0}) AS reported
LEFT JOIN catalog_resolution AS r
    ON key = r.model AND day >= r.valid_from AND day < r.valid_to)sql";

/// {0}: amounts by model, {1}: what the catalog says of it.
constexpr std::string_view by_fact_sql = R"sql(
SELECT day, {1} AS key, tokens, generations
FROM ({0}) AS resolved
LEFT JOIN catalog_models ON catalog_models.slug = key)sql";

/// {0}: the store's tables, {1}: the condition on the day.
constexpr std::string_view of_categories_sql = R"sql(
SELECT day, category AS key,
       CAST(tokens AS DECIMAL(38, 6)) / inclusion_probability AS tokens,
       CAST(n AS DECIMAL(38, 6)) / inclusion_probability AS generations
FROM {0}mart_categories
WHERE inclusion_probability > 0 AND {1})sql";

/// {0}: the store's tables, {1}: conditions. The primary label, as mart_categories has it.
constexpr std::string_view of_labels_sql = R"sql(
SELECT day_of(created_at) AS day, category AS key,
       (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))
           / coalesce(inclusion_probability, 1) AS tokens,
       1 / coalesce(inclusion_probability, 1) AS generations
FROM {0}labels AS l
JOIN (SELECT * FROM {0}generations WHERE {1}) AS g USING (generation_id)
WHERE confidence >= 0.5 AND category IS NOT NULL AND coalesce(inclusion_probability, 1) > 0
QUALIFY row_number() OVER (PARTITION BY generation_id
                           ORDER BY confidence DESC, path, tag, category) = 1)sql";

/// {0}: amounts by category, {1}: amounts of all.
constexpr std::string_view with_unlabelled_sql = R"sql(
SELECT * FROM ({0})
UNION ALL
SELECT day, NULL AS key, tokens, generations FROM ({1})
UNION ALL
SELECT day, NULL AS key, -tokens, -generations FROM ({0}))sql";

/// Weeks begin on Mondays; day 0 was a Thursday.
std::int64_t weekday(std::int64_t day) {
    return ((day + 3) % 7 + 7) % 7;
}

/// Whether sums by week say what the days hold: no week is cut, but where the store ends.
bool is_of_whole_weeks(const Span& span) {
    return (weekday(span.asked.first) == 0 || span.asked.first <= span.store.first) &&
           (weekday(span.asked.last) == 6 || span.asked.last >= span.store.last);
}

std::string days_condition(std::string_view column, const Days& days) {
    return fmt::format("{} BETWEEN {} AND {}", column, day_sql(days.first), day_sql(days.last));
}

/// Weeks that a window touches; REQUIRES: none is cut.
std::string weeks_condition(const Days& days) {
    return days_condition("week", {days.first - weekday(days.first), days.last});
}

std::string column_of(Subject subject) {
    switch (subject) {
        case Subject::provider:
            return "provider";
        case Subject::app:
            return "nullif(app, '')";
        case Subject::country:
            return "country";
        case Subject::account:
            return "account_id";
        default:
            return "model";
    }
}

std::string from_generations(Subject subject, const Span& span, const Visitor& visitor) {
    return fmt::format(of_generations_sql, store_tables, column_of(subject),
                       own_condition(visitor) + " AND " + span.asked.sql());
}

std::string reported_models(const Span& span, const Visitor& visitor) {
    if (visitor.role == Role::account) {
        return from_generations(Subject::model, span, visitor);
    }
    return fmt::format(of_usage_sql, store_tables, days_condition("day", span.asked));
}

std::string categories_sql(const Span& span, const Visitor& visitor) {
    const std::string known =
        visitor.role == Role::account
            ? fmt::format(of_labels_sql, store_tables,
                          own_condition(visitor) + " AND " + span.asked.sql())
            : fmt::format(of_categories_sql, store_tables, days_condition("day", span.asked));
    return fmt::format(with_unlabelled_sql, known, reported_models(span, visitor));
}

}  // namespace

std::string amounts_sql(Subject subject, const Span& span, const Visitor& visitor) {
    const auto of_mart = [&](std::string_view mart, std::string_view time, std::string_view key,
                             const std::string& condition) {
        return fmt::format(of_mart_sql, store_tables, mart, time, key, condition);
    };
    const bool has_own = visitor.role == Role::account;
    const bool by_week = !has_own && is_of_whole_weeks(span);
    const std::string days = days_condition("day", span.asked);
    switch (subject) {
        case Subject::model:
            return fmt::format(resolved_sql, reported_models(span, visitor));
        case Subject::author:
            return fmt::format(by_fact_sql, amounts_sql(Subject::model, span, visitor),
                               "coalesce(author, nullif(split_part(key, '/', 1), key))");
        case Subject::source_class:
            return fmt::format(by_fact_sql, amounts_sql(Subject::model, span, visitor),
                               "source_class");
        case Subject::category:
            return categories_sql(span, visitor);
        case Subject::provider:
            return has_own ? from_generations(subject, span, visitor)
                           : of_mart("mart_service", "day", "provider", days);
        case Subject::country:
            return has_own ? from_generations(subject, span, visitor)
                           : of_mart("mart_geography", "day", "country", days);
        case Subject::app:
            return by_week ? of_mart("mart_apps", "week", "nullif(app, '')",
                                     weeks_condition(span.asked))
                           : from_generations(subject, span, visitor);
        case Subject::account:
            return by_week
                       ? of_mart("mart_accounts", "week", "account_id", weeks_condition(span.asked))
                       : from_generations(subject, span, visitor);
    }
    return {};
}

}  // namespace orrery::dashboard
