WITH summed AS (
    SELECT week, category AS series, sum(tokens) AS tokens, sum(n) AS n
    FROM tagged
    WHERE author = {author} AND NOT is_other
    GROUP BY ALL
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value,
       NULL AS lower, NULL AS upper, n
FROM summed
WHERE tokens > 0
ORDER BY week, series
