WITH days AS (
    SELECT min(day) AS starts, least(max(day), {to}) AS ends FROM mart_usage
),
active AS (
    SELECT DISTINCT account_id, 12 * (year(month) - 1970) + month(month) - 1 AS month
    FROM mart_activity, days
    WHERE month < month_of(ends + 1)
),
aged AS (
    SELECT account_id, first_month, month - first_month AS age
    FROM (SELECT *, min(month) OVER (PARTITION BY account_id) AS first_month FROM active)
),
lives AS (
    SELECT account_id, first_month, CAST(sum(CAST(pow(2, age) AS BIGINT)) AS BIGINT) AS active
    FROM aged
    WHERE age < 63
    GROUP BY account_id, first_month
),
bounds AS (
    SELECT 12 * (year(starts + 28) - 1970) + month(starts + 28) - 1
               + CASE WHEN day(starts + 28) = 1 THEN 0 ELSE 1 END AS first_new_month,
           12 * (year(ends + 1) - 1970) + month(ends + 1) - 2 AS last_complete_month
    FROM days
)
-- Each pattern of active months: bit k is set when active k months after the first. Accounts that
-- may be older than the store are left out.
SELECT CAST(first_month AS BIGINT) AS first_month, active, count(*) AS accounts,
       CAST(last_complete_month AS BIGINT) AS last_complete_month
FROM lives
JOIN bounds ON first_month >= first_new_month
GROUP BY ALL
ORDER BY first_month, active
