-- Retention of every model's cohorts, account by account: active in the month so long after the first.
CREATE OR REPLACE TEMP TABLE retention AS
WITH store AS (
    SELECT CAST(min(created_at) AS DATE) AS starts, CAST(max(created_at) AS DATE) + 1 AS ended
    FROM requests
),
active AS (
    SELECT DISTINCT slug, account_id, date_trunc('month', created_at) AS month
    FROM requests WHERE account_id IS NOT NULL
),
-- An account is new when it could have been seen for four weeks, or its model is of that time.
fresh AS (
    SELECT slug, account_id, min(month) AS first_month
    FROM active, store
    GROUP BY slug, account_id, starts
    HAVING first_month >= starts + 28
        OR starts <= (SELECT least(m.listed_date, m.release_date) FROM catalog_models AS m
                      WHERE m.slug = active.slug)
)
SELECT fresh.slug, strftime(first_month, '%Y-%m') AS cohort, age,
       avg(CASE WHEN active.month IS NULL THEN 0.0 ELSE 1.0 END) AS value, count(*) AS n
FROM fresh
CROSS JOIN store
CROSS JOIN range(60) AS ages (age)
LEFT JOIN active ON active.slug = fresh.slug AND active.account_id = fresh.account_id
    AND active.month = first_month + to_months(CAST(age AS INTEGER))
WHERE first_month + to_months(CAST(age AS INTEGER) + 1) <= ended
GROUP BY fresh.slug, cohort, age
