-- panels: fig24
SELECT week, series, cost / sum(cost) OVER (PARTITION BY week) AS value, n
FROM (
    SELECT toMonday(created_at) AS week, continent AS series, sum(cost_nano_usd) AS cost,
           count(cost_nano_usd) AS n
    FROM generations
    JOIN countries ON alpha2 = country
    GROUP BY week, series
)
WHERE cost > 0
