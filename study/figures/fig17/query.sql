SELECT week, 'all' AS series,
       (sum(measured_prompt) + sum(measured_completion)) / sum(measured) AS value,
       NULL AS lower, NULL AS upper, sum(measured) AS n
FROM usage
GROUP BY week
HAVING sum(measured) > 0
ORDER BY week
