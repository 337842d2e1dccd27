WITH classed AS (
    SELECT week,
           CASE WHEN source_class IN ('closed_row', 'closed_cn') THEN 'closed'
                ELSE source_class END AS series,
           sum(tokens) AS tokens,
           sum(n) AS n
    FROM tagged
    WHERE category = {category}
    GROUP BY ALL
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value,
       NULL AS lower, NULL AS upper, n
FROM classed
WHERE tokens > 0
ORDER BY week, series
