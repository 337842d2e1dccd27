-- panels: fig13
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value, n
FROM (
    SELECT week, if(place <= 10, model, 'other') AS series, sum(tokens) AS tokens, sum(n) AS n
    FROM (
        SELECT *, dense_rank() OVER (ORDER BY total DESC, model) AS place
        FROM (
            SELECT toMonday(created_at) AS week, model,
                   sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
                   sum(tokens) OVER (PARTITION BY model) AS total,
                   count() AS n
            FROM generations
            WHERE finish_reason = 'tool_calls' AND model <> ''
            GROUP BY week, model
        )
    )
    GROUP BY week, series
)
WHERE tokens > 0
