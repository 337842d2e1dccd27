#include "study/store/activity.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace orrery::study {
namespace {

/// One row: the store's first and last month, and what the catalog knows of the model's age.
std::string bounds_sql(const std::string& model, const Window& window) {
    return fmt::format(R"sql(
WITH days AS (
    SELECT min(day) AS starts, least(max(day), DATE '{to}') AS ends
    FROM mart_usage
),
dates AS (
    SELECT CAST(coalesce(listed_date, release_date) AS DATE) AS launch,
           CAST(least(coalesce(listed_date, release_date),
                      coalesce(release_date, listed_date)) AS DATE) AS exists_from
    FROM catalog_models
    WHERE slug = {model}
)
SELECT CAST(month_of(ends + 1) AS VARCHAR) AS open_month,
       CAST(launch AS VARCHAR) AS launch,
       CAST(CASE WHEN exists_from IS NULL OR exists_from < starts
                 THEN starts + {onset_days} END AS VARCHAR) AS onset
FROM days LEFT JOIN dates ON true)sql",
                       fmt::arg("to", window.to), fmt::arg("model", sql_text(model)),
                       fmt::arg("onset_days", onset_days));
}

/// Makes the temporary table of tokens by complete week and account.
std::string finished_sql(const Window& window) {
    return fmt::format(R"sql(
CREATE OR REPLACE TEMP TABLE finished_tokens AS
SELECT week_of(created_at) AS week, account_id,
       CAST(sum(CASE WHEN finish_reason = 'tool_calls'
                     THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)
                     ELSE 0 END) AS BIGINT) AS tool_calls,
       CAST(sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS BIGINT) AS finished
FROM generations
WHERE finish_reason IS NOT NULL AND week_of(created_at) >= DATE '{}'
      AND week_of(created_at) + 6 <= DATE '{}'
GROUP BY ALL)sql",
                       window.from, window.to);
}

constexpr auto totals_sql = R"sql(
SELECT CAST(week AS VARCHAR), CAST(sum(tool_calls) AS BIGINT), CAST(sum(finished) AS BIGINT)
FROM finished_tokens
GROUP BY week
ORDER BY week)sql";

constexpr auto accounts_sql = R"sql(
WITH ranked AS (
    SELECT *, row_number() OVER (PARTITION BY week ORDER BY tool_calls DESC, account_id) AS place
    FROM finished_tokens
    WHERE account_id IS NOT NULL AND tool_calls > 0
),
candidates AS (
    SELECT DISTINCT account_id FROM ranked WHERE place <= 3
)
SELECT CAST(dense_rank() OVER (ORDER BY account_id) AS BIGINT), CAST(week AS VARCHAR),
       tool_calls, finished
FROM finished_tokens JOIN candidates USING (account_id)
ORDER BY 1, 2)sql";

std::int64_t count_in(const Cell& cell) {
    const auto* count = std::get_if<std::int64_t>(&cell);
    return count == nullptr ? 0 : *count;
}

SharePart part_in(const std::vector<Cell>& row, std::size_t first) {
    return {number_or(row[first], 0), number_or(row[first + 1], 0)};
}

}  // namespace

std::string activity_sql(const std::string& model, const Window& window) {
    return fmt::format(R"sql(
WITH names AS (
    SELECT model FROM catalog_resolution WHERE slug = {model} UNION SELECT {model}
),
-- Months of which a part counts, for a name changed what it meant or the window ends: by days.
-- Of the model's own names alone: most have no such month, and no generation is read.
parted AS (
    SELECT model, month_of(change) AS month
    FROM (SELECT model, unnest([CAST(valid_from AS DATE), CAST(valid_to AS DATE)]) AS change
          FROM catalog_resolution WHERE model IN (FROM names))
    WHERE change > month_of(change)
    UNION
    SELECT model, month_of(DATE '{to}') FROM names
    WHERE DATE '{to}' < (SELECT max(day) FROM mart_usage)
),
seen AS (
    SELECT a.model, month AS day, account_id
    FROM mart_activity AS a
    ANTI JOIN parted USING (model, month)
    WHERE a.model IN (FROM names)
    UNION ALL
    SELECT g.model, day_of(created_at), account_id
    FROM generations AS g
    JOIN parted ON parted.model = g.model AND parted.month = month_of(created_at)
    WHERE g.model IN (FROM names) AND account_id IS NOT NULL
),
active AS (
    SELECT DISTINCT account_id, 12 * (year(day) - 1970) + month(day) - 1 AS month
    FROM seen
    LEFT JOIN catalog_resolution AS r
        ON seen.model = r.model AND day >= r.valid_from AND day < r.valid_to
    WHERE coalesce(r.slug, seen.model) = {model} AND day <= DATE '{to}'
),
aged AS (
    SELECT account_id, first_month, month - first_month AS age
    FROM (SELECT *, min(month) OVER (PARTITION BY account_id) AS first_month FROM active)
),
lives AS (
    SELECT account_id, first_month, CAST(sum(CAST(pow(2, age) AS BIGINT)) AS BIGINT) AS active
    FROM aged
    WHERE age < {ages}
    GROUP BY account_id, first_month
)
-- Each pattern of active months: bit k is set when active k months after the first.
SELECT CAST(first_month AS BIGINT) AS first_month, active, count(*) AS accounts
FROM lives
GROUP BY first_month, active
ORDER BY first_month, active)sql",
                       fmt::arg("to", window.to), fmt::arg("model", sql_text(model)),
                       fmt::arg("ages", age_count_max));
}

Result<ModelActivity> read_activity(warehouse::Warehouse& warehouse, const std::string& model,
                                    const Window& window) {
    const auto bounds = warehouse.query(bounds_sql(model, window));
    if (!bounds) {
        return std::unexpected(bounds.error());
    }
    const auto patterns = warehouse.query(activity_sql(model, window));
    if (!patterns) {
        return std::unexpected(patterns.error());
    }
    ModelActivity activity;
    const auto& row = bounds->rows.front();
    activity.last_complete_month = month_of_date(to_text(row[0])).value_or(0) - 1;
    activity.launch_month = month_of_date(to_text(row[1]));
    const std::string onset = to_text(row[2]);
    const auto onset_month = month_of_date(onset);
    for (const auto& values : patterns->rows) {
        ActivityPattern pattern;
        pattern.first_month = static_cast<MonthIndex>(count_in(values[0]));
        pattern.active_months = static_cast<std::uint64_t>(count_in(values[1]));
        pattern.accounts = count_in(values[2]);
        // The month that `onset` falls in began before it, unless that is its first day.
        const bool is_cut =
            onset_month && (pattern.first_month < *onset_month ||
                            (pattern.first_month == *onset_month && !onset.ends_with("-01")));
        pattern.onset = is_cut ? Onset::cut : Onset::observed;
        activity.patterns.push_back(pattern);
    }
    return activity;
}

Result<ShareSeries> read_spike_weeks(warehouse::Warehouse& warehouse, const Window& window) {
    if (const auto made = warehouse.execute(finished_sql(window)); !made) {
        return std::unexpected(made.error());
    }
    const auto totals = warehouse.query(totals_sql);
    if (!totals) {
        return std::unexpected(totals.error());
    }
    const auto parts = warehouse.query(accounts_sql);
    if (!parts) {
        return std::unexpected(parts.error());
    }
    ShareSeries series;
    std::map<std::string, std::size_t> position;
    for (const auto& row : totals->rows) {
        position[to_text(row[0])] = series.weeks.size();
        series.weeks.push_back(to_text(row[0]));
        series.totals.push_back(part_in(row, 1));
    }
    for (const auto& row : parts->rows) {
        const auto account = static_cast<std::size_t>(count_in(row[0]));
        if (account > series.accounts.size()) {
            series.accounts.emplace_back(series.weeks.size());
        }
        series.accounts.back()[position[to_text(row[1])]] = part_in(row, 2);
    }
    return series;
}

}  // namespace orrery::study
