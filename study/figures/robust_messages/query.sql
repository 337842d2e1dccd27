WITH classed AS (
    SELECT week,
           CASE WHEN source_class IN ('closed_row', 'closed_cn') THEN 'closed'
                ELSE source_class END AS series,
           sum(generations) AS n, sum(tokens) AS tokens
    FROM usage
    GROUP BY ALL
),
borders AS (
    SELECT week, sum(n) AS n,
           sum(CASE WHEN series = 'closed' THEN tokens ELSE 0 END) / sum(tokens) AS tokens_closed,
           sum(CASE WHEN series IN ('closed', 'row_oss') THEN tokens ELSE 0 END) / sum(tokens)
               AS tokens_row
    FROM classed
    GROUP BY week
    HAVING sum(tokens) > 0
)
SELECT week, series, n / sum(n) OVER (PARTITION BY week) AS value, NULL AS lower, NULL AS upper, n
FROM classed
UNION ALL
SELECT week, 'tokens_closed', tokens_closed, NULL, NULL, n FROM borders
UNION ALL
SELECT week, 'tokens_row', tokens_row, NULL, NULL, n FROM borders
ORDER BY week, series
