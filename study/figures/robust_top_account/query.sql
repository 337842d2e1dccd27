WITH months AS (
    SELECT account_id, source_class, sum(tokens) AS tokens
    FROM mart_activity AS a
    LEFT JOIN catalog_resolution AS r
        ON a.model = r.model AND last_day(month) >= r.valid_from AND last_day(month) < r.valid_to
    LEFT JOIN catalog_models ON catalog_models.slug = coalesce(r.slug, a.model)
    WHERE month >= {from} AND last_day(month) <= {to}
    GROUP BY ALL
),
parts AS (
    SELECT 1 AS place, 'open-weight share of tokens' AS headline, account_id,
           sum(CASE WHEN source_class IN ('cn_oss', 'row_oss') THEN tokens ELSE 0 END) AS part,
           sum(tokens) AS whole
    FROM months
    GROUP BY account_id
    UNION ALL
    SELECT 2, 'Chinese open-weight share of tokens', account_id,
           sum(CASE WHEN source_class = 'cn_oss' THEN tokens ELSE 0 END), sum(tokens)
    FROM months
    GROUP BY account_id
    UNION ALL
    SELECT 3, 'tool-call share of tokens', account_id,
           coalesce(sum(tool_call_tokens), 0), sum(finished_tokens)
    FROM mart_accounts
    WHERE account_id IS NOT NULL AND week >= {from} AND week + 6 <= {to}
    GROUP BY account_id
    UNION ALL
    SELECT 4, 'programming share of tagged tokens', account_id,
           sum(programming_tokens), sum(tokens)
    FROM labelled_accounts
    WHERE account_id IS NOT NULL AND week >= {from} AND week + 6 <= {to}
    GROUP BY account_id
),
summed AS (
    SELECT *, sum(part) OVER (PARTITION BY place) AS parts,
           sum(whole) OVER (PARTITION BY place) AS wholes
    FROM parts
    WHERE whole > 0
),
moved AS (
    SELECT place, headline, count(*) AS accounts, any_value(parts) / any_value(wholes) AS share,
           max(CASE WHEN wholes = whole THEN 1
                    ELSE abs((parts - part) / (wholes - whole) - parts / wholes) END) AS move
    FROM summed
    GROUP BY place, headline
)
SELECT headline, share,
       CASE WHEN move < 0.01 THEN 'robust' WHEN move < 0.05 THEN 'sensitive' ELSE 'one_account' END
           AS class,
       CASE WHEN move < 0.01 THEN 0 WHEN move < 0.02 THEN 0.01 WHEN move < 0.05 THEN 0.02
            WHEN move < 0.1 THEN 0.05 WHEN move < 0.2 THEN 0.1 WHEN move < 0.5 THEN 0.2
            ELSE 0.5 END AS share_moves_at_least,
       CASE WHEN move < 0.01 THEN 0.01 WHEN move < 0.02 THEN 0.02 WHEN move < 0.05 THEN 0.05
            WHEN move < 0.1 THEN 0.1 WHEN move < 0.2 THEN 0.2 WHEN move < 0.5 THEN 0.5
            ELSE 1 END AS share_moves_at_most,
       accounts
FROM moved
ORDER BY place
