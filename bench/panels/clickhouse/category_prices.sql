-- panels: fig26
SELECT category, category AS series, cost / 1000 / tokens AS price, tokens AS value, n
FROM (
    SELECT category,
           sumIf(weight * cost_nano_usd, NOT is_byok) AS cost,
           sumIf(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)),
                 NOT is_byok AND cost_nano_usd IS NOT NULL) AS tokens,
           count() AS n
    FROM generations
    JOIN primary_labels USING (generation_id)
    WHERE category <> 'others'
    GROUP BY category
)
WHERE tokens > 0
