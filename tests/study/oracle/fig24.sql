WITH placed AS (
    SELECT monday, cost_nano_usd AS cost, continent FROM requests, catalog_countries
    WHERE country = alpha2 AND cost_nano_usd IS NOT NULL
)
SELECT monday AS week, continent AS series,
       sum(cost) / (SELECT sum(cost) FROM placed AS p WHERE p.monday = placed.monday) AS value,
       count(*) AS n
FROM placed GROUP BY monday, series HAVING sum(cost) > 0
