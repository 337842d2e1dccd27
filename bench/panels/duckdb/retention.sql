-- panels: fig25a model=anthropic/claude-sonnet-4, fig25b model=google/gemini-2.5-pro,
--   fig25c model=google/gemini-2.5-flash, fig25d model=openai/gpt-4o-mini,
--   fig25e model=meta-llama/llama-4-maverick, fig25f model=google/gemini-2.0-flash-001,
--   fig25g model=deepseek/deepseek-r1, fig25h model=deepseek/deepseek-chat-v3-0324
WITH active AS (
    SELECT DISTINCT account_id, CAST(date_trunc('month', created_at) AS DATE) AS month
    FROM generations
    WHERE model = '{model}' AND account_id IS NOT NULL
),
lives AS (
    SELECT month, min(month) OVER (PARTITION BY account_id) AS first_month FROM active
),
seen AS (
    SELECT first_month, date_diff('month', first_month, month) AS age, count(*) AS accounts
    FROM lives
    GROUP BY ALL
),
-- Accounts are new when they could have been seen for four weeks, or the model was new.
cohorts AS (
    SELECT first_month, accounts AS n, ended
    FROM seen, period, facts
    WHERE age = 0 AND model = '{model}' AND (first_month >= starts + 28 OR exists_from >= starts)
)
SELECT strftime(first_month, '%Y-%m') AS cohort, age, coalesce(accounts, 0) / n AS value, n
FROM cohorts
CROSS JOIN range(60) AS ages (age)
LEFT JOIN seen USING (first_month, age)
WHERE first_month + to_months(CAST(age AS INTEGER) + 1) <= ended
