-- panels: fig01
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value, n
FROM (
    SELECT toMonday(created_at) AS week, class AS series,
           sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
           count() AS n
    FROM generations
    JOIN facts USING (model)
    GROUP BY week, series
)
WHERE tokens > 0
