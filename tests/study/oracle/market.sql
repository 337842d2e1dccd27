-- The models with a price, their effective price and segment, for figures 27 and 28 and table 3.
CREATE OR REPLACE TEMP TABLE market AS
WITH priced AS (
    SELECT slug AS model, any_value(class) AS class, any_value(author) AS author,
           sum(cost_nano_usd) / 1000.0 / sum(tokens) AS price, sum(tokens) AS value, count(*) AS n
    FROM requests
    WHERE cost_nano_usd IS NOT NULL AND slug IS NOT NULL AND ifnull(is_byok, false) = false
    GROUP BY slug HAVING sum(tokens) > 0
),
charged AS (FROM priced WHERE price > 0),
-- Authors are ranked by all their tokens with a known cost, free models included.
best AS (
    SELECT author FROM priced GROUP BY author ORDER BY sum(value) DESC, author LIMIT 15
),
marks AS (
    SELECT quantile_cont(CAST(value AS DOUBLE), 0.8) AS high,
           quantile_cont(CAST(value AS DOUBLE), 0.5) AS middle
    FROM charged
)
SELECT charged.*, CASE WHEN author IN (FROM best) THEN author ELSE 'other' END AS colour,
       CASE WHEN value >= high AND price >= 1 THEN 'premium leader'
            WHEN value >= high AND price < 0.4 THEN 'efficient giant'
            WHEN value < high AND price >= 10 THEN 'premium specialist'
            WHEN value < middle AND price < 0.1 THEN 'long tail'
            ELSE 'core' END AS segment
FROM charged, marks
