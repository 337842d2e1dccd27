SELECT week, 'programming' AS series,
       (sum(measured_prompt) + sum(measured_completion)) / sum(measured) AS value,
       NULL AS lower, NULL AS upper, sum(n) AS n
FROM tagged
WHERE category = 'programming'
GROUP BY week
HAVING sum(measured) > 0
UNION ALL
SELECT week, 'all', (sum(measured_prompt) + sum(measured_completion)) / sum(measured),
       NULL, NULL, sum(measured)
FROM usage
WHERE week IN (SELECT week FROM tagged)
GROUP BY week
HAVING sum(measured) > 0
ORDER BY week, series
