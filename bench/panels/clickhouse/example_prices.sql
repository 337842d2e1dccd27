-- panels: table3
-- more: yes
-- The study shows two models of each segment, which statistics on top of this decide.
SELECT model, price, log10(tokens / 1e6) AS usage_log10, tokens, n
FROM (
    SELECT model, sum(cost_nano_usd) / 1000
               / sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS price,
           sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
           count() AS n
    FROM generations
    WHERE cost_nano_usd IS NOT NULL AND NOT is_byok AND model <> ''
    GROUP BY model
)
WHERE price > 0
