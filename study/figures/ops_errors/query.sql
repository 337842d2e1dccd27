WITH ended AS (
    SELECT week_of(day) AS week, terminal_state, sum(generations) AS n
    FROM mart_service
    WHERE terminal_state IS NOT NULL AND day BETWEEN {from} AND {to}
    GROUP BY ALL
),
shared AS (
    SELECT *, n / sum(n) OVER (PARTITION BY week) AS share,
           terminal_state NOT IN ('done', 'client_gone') AS has_failed
    FROM ended
)
SELECT week, terminal_state AS series, share AS value, NULL AS lower, NULL AS upper, n
FROM shared
WHERE has_failed
UNION ALL
-- A week in which nothing failed is a zero, not a gap.
SELECT week, 'upstream_error', 0.0, NULL, NULL, 0
FROM shared
GROUP BY week
HAVING NOT bool_or(has_failed)
ORDER BY week, series
