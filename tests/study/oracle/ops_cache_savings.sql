SELECT CAST(created_at AS DATE) - CAST(isodow(created_at) - 1 AS INTEGER) AS week, 'saved' AS series, sum(cache_discount_nano_usd) / 1e9 AS value, count(*) AS n
FROM generations
WHERE cache_discount_nano_usd IS NOT NULL AND cost_nano_usd IS NOT NULL AND NOT ifnull(is_byok, false)
GROUP BY week
