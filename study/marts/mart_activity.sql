-- mart: mart_activity
-- keys: month, model, account_id
-- Which accounts were active on which model in which month, for retention.
SELECT
    {by}month_of(created_at) AS month,
    model,
    account_id,
    count(*) AS generations,
    sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens
FROM delta
WHERE account_id IS NOT NULL
GROUP BY ALL
