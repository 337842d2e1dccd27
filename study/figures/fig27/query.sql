SELECT model, 1e6 * sum(cost_nano_usd) / 1e9 / sum(priced_tokens) AS price,
       source_class AS series, sum(priced_tokens) AS value,
       NULL AS lower, NULL AS upper, sum(cost_known) AS n
FROM usage
WHERE is_byok IS NOT TRUE AND model IS NOT NULL
GROUP BY model, source_class
HAVING sum(priced_tokens) > 0
ORDER BY model
