-- panels: fig05
SELECT toMonday(created_at) AS week, size AS series, uniqExact(model) AS value, count() AS n
FROM generations
JOIN facts USING (model)
WHERE open
GROUP BY week, series
