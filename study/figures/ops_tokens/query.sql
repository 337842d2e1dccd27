WITH weekly AS (
    SELECT week_of(day) AS week,
           sum(split_generations) AS n,
           sum(split_uncached_tokens) AS uncached,
           sum(split_read_tokens) AS "read",
           sum(split_written_tokens) AS written,
           sum(split_text_tokens) AS "text",
           sum(split_reasoning_tokens) AS reasoning
    FROM mart_service
    WHERE day BETWEEN {from} AND {to}
    GROUP BY ALL
),
classed AS (
    UNPIVOT weekly ON uncached, "read", written, "text", reasoning INTO NAME series VALUE tokens
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value,
       NULL AS lower, NULL AS upper, n
FROM classed
WHERE tokens > 0
ORDER BY week, series
