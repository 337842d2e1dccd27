WITH models AS (
    SELECT week, model,
           CASE WHEN is_open THEN 'open' WHEN source_class <> 'unknown' THEN 'closed' END
               AS weights,
           sum(tokens) AS tokens, sum(generations) AS n
    FROM usage
    WHERE model IS NOT NULL
    GROUP BY ALL
    HAVING sum(tokens) > 0
),
counted AS (
    SELECT week, 'all' AS series, tokens, n FROM models
    UNION ALL
    SELECT week, weights, tokens, n FROM models WHERE weights IS NOT NULL
),
shared AS (
    SELECT week, series, n, tokens / sum(tokens) OVER (PARTITION BY week, series) AS share
    FROM counted
)
-- Added in one order, so that the same store gives the same bytes.
SELECT week, series, exp(-sum(share * ln(share) ORDER BY share)) AS value,
       NULL AS lower, NULL AS upper, sum(n) AS n
FROM shared
GROUP BY week, series
ORDER BY week, series
