-- panels: fig04
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value, n
FROM (
    SELECT toMonday(created_at) AS week, size AS series,
           sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
           count() AS n
    FROM generations
    JOIN facts USING (model)
    WHERE open
    GROUP BY week, series
)
WHERE tokens > 0
