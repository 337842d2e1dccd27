-- panels: fig24
WITH summed AS (
    SELECT CAST(date_trunc('week', created_at) AS DATE) AS week, continent AS series,
           sum(cost_nano_usd) AS cost, count(cost_nano_usd) AS n
    FROM generations
    JOIN catalog_countries ON alpha2 = country
    GROUP BY ALL
)
SELECT week, series, cost / sum(cost) OVER (PARTITION BY week) AS value, n
FROM summed
WHERE cost > 0
