WITH ended AS (
    SELECT week_of(day) AS week, terminal_state, sum(generations) AS n
    FROM mart_service
    WHERE terminal_state IS NOT NULL AND day BETWEEN {from} AND {to}
    GROUP BY ALL
),
shared AS (
    SELECT week, terminal_state, n / sum(n) OVER of_week AS share, sum(n) OVER of_week AS n,
           terminal_state NOT IN ('done', 'client_gone') AS has_failed
    FROM ended
    WINDOW of_week AS (PARTITION BY week)
)
SELECT week, terminal_state AS series, share AS value, NULL AS lower, NULL AS upper, n
FROM shared
WHERE has_failed
UNION ALL
-- A week in which nothing failed is a zero, not a gap.
SELECT week, 'upstream_error', 0.0, NULL, NULL, max(n)
FROM shared
GROUP BY week
HAVING NOT bool_or(has_failed)
ORDER BY week, series
