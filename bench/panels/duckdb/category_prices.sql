-- panels: fig26
SELECT category, category AS series, cost / 1000 / tokens AS price, tokens AS value, n
FROM (
    SELECT category,
           sum(CASE WHEN is_byok IS NOT TRUE THEN weight * cost_nano_usd END) AS cost,
           sum(CASE WHEN is_byok IS NOT TRUE AND cost_nano_usd IS NOT NULL
                    THEN weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))
                    END) AS tokens,
           count(*) AS n
    FROM generations
    JOIN primary_labels USING (generation_id)
    WHERE category <> 'others'
    GROUP BY ALL
)
WHERE tokens > 0
