-- mart: mart_accounts
-- keys: week, account_id
-- Sums by week and account, for concentration and for what hangs on single accounts.
SELECT
    {by}week_of(created_at) AS week,
    account_id,
    count(*) AS generations,
    sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
    sum(CASE WHEN finish_reason IS NOT NULL
             THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) END)
        AS finished_tokens,
    sum(CASE WHEN finish_reason = 'tool_calls'
             THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) END)
        AS tool_call_tokens
FROM delta
GROUP BY ALL
