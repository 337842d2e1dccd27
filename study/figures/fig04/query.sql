WITH sized AS (
    SELECT week, size_class AS series, sum(tokens) AS tokens, sum(generations) AS n
    FROM usage
    WHERE is_open
    GROUP BY ALL
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value,
       NULL AS lower, NULL AS upper, n
FROM sized
WHERE tokens > 0
ORDER BY week, series
