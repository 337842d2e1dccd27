SELECT week, model AS series, CAST(sum(tokens) AS DOUBLE) AS value, NULL AS lower, NULL AS upper,
       sum(generations) AS n
FROM usage
WHERE is_open AND week IN (SELECT week FROM complete_weeks)
GROUP BY week, model
HAVING sum(tokens) > 0
ORDER BY week, series
