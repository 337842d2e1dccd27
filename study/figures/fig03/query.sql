WITH totals AS (
    SELECT model, row_number() OVER (ORDER BY sum(tokens) DESC, model) AS place
    FROM usage
    WHERE is_open
    GROUP BY model
),
ranked AS (
    SELECT usage.week,
           CASE WHEN place <= 15 THEN usage.model ELSE 'other' END AS series,
           sum(tokens) AS tokens,
           sum(generations) AS n
    FROM usage
    JOIN totals ON usage.model = totals.model
    WHERE is_open
    GROUP BY ALL
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value,
       NULL AS lower, NULL AS upper, n
FROM ranked
WHERE tokens > 0
ORDER BY week, series
