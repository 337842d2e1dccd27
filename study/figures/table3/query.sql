SELECT '' AS segment, usage.model AS model,
       1e6 * sum(charged_nano_usd) / 1e9 / sum(charged_tokens) AS price,
       log10(sum(charged_tokens) / 1e6) AS usage_log10,
       sum(charged_tokens) AS tokens,
       sum(charged_generations) AS n
FROM usage
WHERE usage.model IS NOT NULL
GROUP BY usage.model
HAVING sum(charged_tokens) > 0
ORDER BY usage.model
