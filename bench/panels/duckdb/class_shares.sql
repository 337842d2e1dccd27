-- panels: fig01
WITH summed AS (
    SELECT CAST(date_trunc('week', created_at) AS DATE) AS week, class AS series,
           sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
           count(*) AS n
    FROM generations
    JOIN facts USING (model)
    GROUP BY ALL
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value, n
FROM summed
WHERE tokens > 0
