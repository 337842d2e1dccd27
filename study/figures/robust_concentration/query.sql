WITH members AS (
    SELECT 1 AS place, 'models' AS members, model AS member, sum(tokens) AS tokens
    FROM usage
    WHERE model IS NOT NULL AND week IN (SELECT week FROM complete_weeks)
    GROUP BY ALL
    UNION ALL
    SELECT 2, 'open-weight models', model, sum(tokens)
    FROM usage
    WHERE is_open AND week IN (SELECT week FROM complete_weeks)
    GROUP BY ALL
    UNION ALL
    SELECT 3, 'authors', author, sum(tokens)
    FROM usage
    WHERE model IS NOT NULL AND week IN (SELECT week FROM complete_weeks)
    GROUP BY ALL
    UNION ALL
    SELECT 4, 'accounts', account_id, sum(tokens)
    FROM mart_accounts
    WHERE account_id IS NOT NULL AND week IN (SELECT week FROM complete_weeks)
    GROUP BY ALL
),
shared AS (
    SELECT *, tokens / sum(tokens) OVER (PARTITION BY place) AS share,
           row_number() OVER (PARTITION BY place ORDER BY tokens DESC, member) AS from_top,
           count(*) OVER (PARTITION BY place) AS size
    FROM members
    WHERE tokens > 0
)
-- Added in one order, so that the same store gives the same bytes.
SELECT members, count(*) AS count,
       exp(-sum(share * ln(share) ORDER BY from_top)) AS effective_number,
       sum(CASE WHEN from_top <= 4 THEN share ELSE 0 END ORDER BY from_top) AS cr4_share,
       sum(share * share ORDER BY from_top) AS hhi_share,
       (any_value(size) + 1 - 2 * sum(from_top * share ORDER BY from_top)) / any_value(size)
           AS gini
FROM shared
GROUP BY place, members
ORDER BY place
