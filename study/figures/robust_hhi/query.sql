WITH members AS (
    SELECT week, 'models' AS series, model AS member, sum(tokens) AS tokens, sum(generations) AS n
    FROM usage
    WHERE model IS NOT NULL
    GROUP BY ALL
    UNION ALL
    SELECT week, 'authors', author, sum(tokens), sum(generations)
    FROM usage
    WHERE model IS NOT NULL
    GROUP BY ALL
),
shared AS (
    SELECT *, tokens / sum(tokens) OVER (PARTITION BY week, series) AS share
    FROM members
    WHERE tokens > 0
)
-- Added in one order, so that the same store gives the same bytes.
SELECT week, series, sum(share * share ORDER BY share) AS value,
       NULL AS lower, NULL AS upper, sum(n) AS n
FROM shared
GROUP BY week, series
ORDER BY week, series
