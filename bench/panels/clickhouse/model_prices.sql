-- panels: fig27
SELECT model, exact_class AS series, price, value, n
FROM (
    SELECT model, sum(cost_nano_usd) / 1000
               / sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS price,
           sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS value,
           count() AS n
    FROM generations
    WHERE cost_nano_usd IS NOT NULL AND NOT is_byok AND model <> ''
    GROUP BY model
) AS priced
JOIN facts USING (model)
WHERE price > 0
