-- Retention of accounts on any model, account by account; survival as a product over the ages.
WITH bounds AS (
    SELECT CAST(min(created_at) AS DATE) AS starts, CAST(max(created_at) AS DATE) + 1 AS ended FROM generations
),
active AS (
    SELECT DISTINCT account_id, date_trunc('month', created_at)::DATE AS month FROM generations, bounds
    WHERE account_id NOT NULL AND date_trunc('month', created_at) + INTERVAL 1 MONTH <= ended
),
lives AS (
    SELECT account_id, min(month) AS born, max(month) AS died, list(month) AS months,
           any_value(date_diff('month', DATE '1970-01-01', ended)) - 1 AS told
    FROM active, bounds GROUP BY account_id HAVING min(month) >= any_value(starts) + 28
),
aged AS (
    SELECT lives.*, CAST(age AS INTEGER) AS age, date_diff('month', DATE '1970-01-01', born) AS b,
           date_diff('month', DATE '1970-01-01', died) AS d
    FROM lives, range(40) AS ages (age)
),
seen AS (
    SELECT age, list_contains(months, CAST(born + to_months(age) AS DATE)) AS here, d >= b + age AS later
    FROM aged WHERE b + age <= told
),
-- Gone in the month after the last; told only once two complete months are silent.
risks AS (
    SELECT age, count(*) AS n, sum(CASE WHEN d + 1 = b + age THEN 1 ELSE 0 END) AS gone
    FROM aged WHERE age >= 1 AND b + age <= told - 1 AND d + 1 >= b + age GROUP BY age
)
SELECT CAST(age AS VARCHAR) AS age, 'active' AS series, avg(CASE WHEN here THEN 1.0 ELSE 0 END) AS value, count(*) AS n
FROM seen GROUP BY seen.age
UNION ALL
SELECT CAST(age AS VARCHAR), 'unbounded', avg(CASE WHEN later THEN 1.0 ELSE 0 END), count(*) FROM seen GROUP BY seen.age
UNION ALL
SELECT CAST(age AS VARCHAR), 'survival', product(1 - gone / n) OVER (ORDER BY risks.age), n FROM risks
UNION ALL
SELECT '0', 'survival', 1.0, n FROM risks WHERE risks.age = 1
