SELECT week_of(day) AS week, 'saved' AS series, sum(cache_discount_nano_usd) / 1e9 AS value,
       NULL AS lower, NULL AS upper, sum(discounted_generations) AS n
FROM mart_service
WHERE day BETWEEN {from} AND {to}
GROUP BY week
HAVING sum(discounted_generations) > 0
ORDER BY week
