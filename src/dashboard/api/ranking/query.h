#pragma once

#include <cstdint>
#include <string_view>

namespace orrery::dashboard {

/// {0}: amounts of the period and the three before, {1}..{3}: first days of the period and the two
/// before, {4}: rows, {5}: rows of those that gain. One row for each key that is shown; the last
/// columns are of all keys. Sums of a sample are rounded once.
inline constexpr std::string_view ranking_sql = R"sql(
WITH amounts AS ({0}),
bucketed AS (
    SELECT coalesce(key, 'unknown') AS key, tokens, generations,
           CASE WHEN day >= {1} THEN 0 WHEN day >= {2} THEN 1 WHEN day >= {3} THEN 2 ELSE 3 END
               AS bucket
    FROM amounts
),
exact AS (
    SELECT
        key,
        sum(CASE WHEN bucket = 0 THEN tokens ELSE 0 END) AS t0,
        sum(CASE WHEN bucket = 0 THEN generations ELSE 0 END) AS g0,
        sum(CASE WHEN bucket = 1 THEN tokens ELSE 0 END) AS t1,
        sum(CASE WHEN bucket = 1 THEN generations ELSE 0 END) AS g1,
        sum(CASE WHEN bucket = 2 THEN tokens ELSE 0 END) AS t2,
        sum(CASE WHEN bucket = 3 THEN tokens ELSE 0 END) AS t3
    FROM bucketed
    GROUP BY key
),
by_key AS (
    SELECT key, CAST(greatest(round(COLUMNS(* EXCLUDE (key))), 0) AS BIGINT) FROM exact
),
ranked AS (
    SELECT *,
           row_number() OVER (ORDER BY t0 DESC, g0 DESC, key) AS place,
           row_number() OVER (ORDER BY t1 DESC, g1 DESC, key) AS previous_place,
           row_number() OVER (ORDER BY nullif(key, 'unknown') IS NULL,
                                       t0 - (t1 + t2 + t3) / 3 DESC, key) AS gain_place,
           CAST(sum(t0) OVER () AS BIGINT) AS all_tokens,
           CAST(sum(g0) OVER () AS BIGINT) AS all_generations,
           count(CASE WHEN g0 > 0 THEN 1 END) OVER () AS all_keys
    FROM by_key
)
SELECT key, t0, g0, t1, g1, (t1 + t2 + t3) / 3 AS mean_before, place, previous_place, gain_place,
       all_tokens, all_generations, all_keys
FROM ranked
WHERE g0 > 0 AND (place <= {4} OR key = 'unknown') OR gain_place <= {5}
ORDER BY place)sql";

/// Columns of the query, in order.
enum RankingColumn : std::uint8_t {
    key_at,
    tokens_at,
    generations_at,
    previous_tokens_at,
    previous_generations_at,
    mean_before_at,
    place_at,
    previous_place_at,
    gain_place_at,
    all_tokens_at,
    all_generations_at,
    all_keys_at
};

}  // namespace orrery::dashboard
