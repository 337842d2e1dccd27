SELECT week, size_class AS series, count(DISTINCT model) AS value,
       NULL AS lower, NULL AS upper, sum(generations) AS n
FROM usage
WHERE is_open
GROUP BY ALL
ORDER BY week, series
