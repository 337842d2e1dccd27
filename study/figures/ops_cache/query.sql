SELECT week_of(day) AS week, 'read' AS series,
       sum(cache_read_tokens) / sum(cache_known_tokens) AS value,
       NULL AS lower, NULL AS upper, sum(cache_known_generations) AS n
FROM mart_service
WHERE day BETWEEN {from} AND {to}
GROUP BY week
HAVING sum(cache_known_tokens) > 0
ORDER BY week
