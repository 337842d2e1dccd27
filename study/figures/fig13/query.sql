WITH chosen AS (
    SELECT week, model, tool_call_tokens AS tokens, tool_call_generations AS generations
    FROM usage
    WHERE tool_call_generations > 0 AND model IS NOT NULL
),
totals AS (
    SELECT model, row_number() OVER (ORDER BY sum(tokens) DESC, model) AS place
    FROM chosen
    GROUP BY model
),
ranked AS (
    SELECT chosen.week,
           CASE WHEN place <= 10 THEN chosen.model ELSE 'other' END AS series,
           sum(tokens) AS tokens,
           sum(generations) AS n
    FROM chosen
    JOIN totals ON chosen.model = totals.model
    GROUP BY ALL
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value,
       NULL AS lower, NULL AS upper, n
FROM ranked
WHERE tokens > 0
ORDER BY week, series
