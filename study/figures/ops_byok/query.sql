SELECT week_of(day) AS week, 'byok' AS series,
       sum(byok_generations) / sum(byok_known) AS value,
       NULL AS lower, NULL AS upper, sum(byok_known) AS n
FROM mart_service
WHERE day BETWEEN {from} AND {to}
GROUP BY week
HAVING sum(byok_known) > 0
ORDER BY week
