-- mart: mart_labelled_accounts
-- keys: week, account_id
-- over: labels
-- Sums over labelled generations that are of no sample by week and account, for what hangs on
-- single accounts: the tokens of generations in a plotted category by their primary label, as
-- mart_categories has it, and of those on programming. Those of a sample are in mart_sampled.
WITH primary_labels AS (
    SELECT *, coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) AS tokens
    FROM delta
    WHERE is_primary AND coalesce(inclusion_probability, 1) >= 1
)
SELECT
    {by}week_of(created_at) AS week,
    account_id,
    sum(counts) AS n,
    sum(counts * tokens) AS tokens,
    sum(CASE WHEN category = 'programming' THEN counts * tokens ELSE 0 END) AS programming_tokens
FROM primary_labels
WHERE category NOT IN ('others', 'other')
GROUP BY ALL
