WITH ranges AS (SELECT min(created_at)::DATE AS starts, max(created_at)::DATE AS ends FROM requests),
seen AS (
    SELECT g.account_id, g.finish_reason, c.source_class, ifnull(g.prompt_tokens, 0) + ifnull(g.completion_tokens, 0) AS tokens,
           l.category, l.weight,
           date_trunc('month', g.created_at) >= starts AND last_day(g.created_at) <= ends AS in_month,
           date_trunc('week', g.created_at) >= starts AND date_trunc('week', g.created_at)::DATE + 6 <= ends AS in_week
    FROM generations AS g CROSS JOIN ranges
    LEFT JOIN labelled AS l ON l.generation_id = g.generation_id
    LEFT JOIN catalog_models AS c
        ON c.slug = ifnull(resolve_model(g.model, CAST(last_day(g.created_at) AS TIMESTAMP)), g.model)
    WHERE g.account_id IS NOT NULL
),
cases AS (
    SELECT 'open-weight share of tokens' AS headline, account_id, tokens, source_class LIKE '%oss' AS hit FROM seen WHERE in_month
    UNION ALL SELECT 'Chinese open-weight share of tokens', account_id, tokens, source_class = 'cn_oss' FROM seen WHERE in_month
    UNION ALL SELECT 'tool-call share of tokens', account_id, tokens, finish_reason = 'tool_calls' FROM seen
              WHERE in_week AND finish_reason NOT NULL
    UNION ALL SELECT 'programming share of tagged tokens', account_id, tokens * weight, category = 'programming' FROM seen
              WHERE in_week AND category NOT IN ('others', 'other')
),
per AS (
    SELECT headline, account_id, CAST(sum(tokens) AS DOUBLE) AS d, CAST(ifnull(sum(tokens) FILTER (hit), 0) AS DOUBLE) AS h
    FROM cases GROUP BY ALL HAVING d > 0
),
sums AS (SELECT headline, sum(d) AS ds, sum(h) AS hs, count(*) AS accounts FROM per GROUP BY headline),
gone AS (
    SELECT per.headline, any_value(hs / ds) AS share, any_value(accounts) AS accounts,
           max(CASE WHEN accounts = 1 THEN 1 ELSE abs((hs - h) / (ds - d) - hs / ds) END) AS move
    FROM per JOIN sums ON sums.headline = per.headline GROUP BY per.headline
),
bands AS (SELECT unnest([{low: 0, high: .01}, {low: .01, high: .02}, {low: .02, high: .05}, {low: .05, high: .1},
                         {low: .1, high: .2}, {low: .2, high: .5}, {low: .5, high: 1.1}], recursive := true))
SELECT headline, share, CASE WHEN low >= .05 THEN 'one_account' WHEN low >= .01 THEN 'sensitive' ELSE 'robust' END AS class,
       CAST(low AS DOUBLE) AS share_moves_at_least, CAST(least(high, 1) AS DOUBLE) AS share_moves_at_most, accounts
FROM gone JOIN bands ON move >= low AND move < high
