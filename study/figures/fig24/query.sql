WITH spent AS (
    SELECT week_of(day) AS week, continent AS series, sum(cost_nano_usd) AS cost,
           sum(cost_known) AS n
    FROM mart_geography
    JOIN catalog_countries ON alpha2 = country
    WHERE day BETWEEN {from} AND {to}
    GROUP BY ALL
)
SELECT week, series, cost / sum(cost) OVER (PARTITION BY week) AS value,
       NULL AS lower, NULL AS upper, n
FROM spent
WHERE cost > 0
ORDER BY week, series
