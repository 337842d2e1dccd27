SELECT model, 1e6 * sum(charged_nano_usd) / 1e9 / sum(charged_tokens) AS price,
       source_class AS series, sum(charged_tokens) AS value,
       NULL AS lower, NULL AS upper, sum(charged_generations) AS n
FROM usage
WHERE model IS NOT NULL
GROUP BY model, source_class
HAVING sum(charged_tokens) > 0
ORDER BY model
