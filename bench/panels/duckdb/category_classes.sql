-- panels: fig08 of=programming, fig09 of=roleplay
WITH summed AS (
    SELECT CAST(date_trunc('week', created_at) AS DATE) AS week, class AS series,
           sum(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))) AS tokens,
           count(*) AS n
    FROM generations
    JOIN facts USING (model)
    JOIN primary_labels USING (generation_id)
    WHERE category = '{of}'
    GROUP BY ALL
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value, n
FROM summed
WHERE tokens > 0
