WITH sold AS (
    SELECT slug, sum(cost_nano_usd) / 1000.0 / sum(tokens) AS price, sum(tokens) AS t
    FROM requests
    WHERE cost_nano_usd NOT NULL AND slug NOT NULL AND NOT ifnull(is_byok, false)
      AND date_trunc('month', created_at) >= (SELECT min(created_at) FROM requests)::DATE
      AND last_day(created_at) <= (SELECT max(created_at) FROM requests)::DATE
    GROUP BY slug HAVING t > 0 AND price > 0
)
SELECT 'across models' AS estimate, regr_slope(log(t), log(price)) AS slope, count(*) AS models, count(*) AS points FROM sold
UNION ALL
SELECT 'within models', NULL, NULL, NULL
