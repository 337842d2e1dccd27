SELECT week_of(day) AS week, 'cancelled' AS series,
       sum(cancelled_generations) / sum(cancelled_known) AS value,
       NULL AS lower, NULL AS upper, sum(cancelled_known) AS n
FROM mart_service
WHERE day BETWEEN {from} AND {to}
GROUP BY week
HAVING sum(cancelled_known) > 0
ORDER BY week
