SELECT '' AS segment, usage.model AS model,
       1e6 * sum(cost_nano_usd) / 1e9 / sum(priced_tokens) AS price,
       log10(sum(priced_tokens) / 1e6) AS usage_log10,
       sum(priced_tokens) AS tokens,
       sum(cost_known) AS n
FROM usage
WHERE is_byok IS NOT TRUE AND usage.model IS NOT NULL
GROUP BY usage.model
HAVING sum(priced_tokens) > 0
ORDER BY usage.model
