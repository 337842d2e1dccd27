SELECT week_of(day) AS week, 'retried' AS series,
       sum(retried_generations) / sum(attempts_known) AS value,
       NULL AS lower, NULL AS upper, sum(attempts_known) AS n
FROM mart_service
WHERE day BETWEEN {from} AND {to}
GROUP BY week
HAVING sum(attempts_known) > 0
ORDER BY week
