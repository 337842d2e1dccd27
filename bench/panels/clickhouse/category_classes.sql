-- panels: fig08 of=programming, fig09 of=roleplay
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value, n
FROM (
    SELECT toMonday(created_at) AS week, class AS series,
           sum(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))) AS tokens,
           count() AS n
    FROM generations
    JOIN facts USING (model)
    JOIN primary_labels USING (generation_id)
    WHERE category = '{of}'
    GROUP BY week, series
)
WHERE tokens > 0
