SELECT week, category AS series, sum(measured_prompt) / sum(measured) AS value,
       NULL AS lower, NULL AS upper, sum(n) AS n
FROM tagged
WHERE NOT is_other
GROUP BY week, category
HAVING sum(measured) > 0
ORDER BY week, series
