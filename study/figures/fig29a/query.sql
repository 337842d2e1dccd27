WITH chosen AS (
    SELECT {category} AS category, 1 AS place
),
shares AS (
    SELECT category, tag, sum(tokens) AS tokens, sum(n) AS n,
           sum(tokens) / sum(sum(tokens)) OVER (PARTITION BY category) AS share
    FROM tags
    WHERE category IN (SELECT category FROM chosen)
    GROUP BY category, tag
    HAVING sum(tokens) > 0
),
-- Tags too thin for a label are one in each category.
named AS (
    SELECT category, CASE WHEN share >= 0.07 THEN tag ELSE 'other' END AS series,
           sum(tokens) AS tokens, sum(n) AS n
    FROM shares
    GROUP BY ALL
)
SELECT named.category, series,
       tokens / sum(tokens) OVER (PARTITION BY named.category) AS value,
       NULL AS lower, NULL AS upper, n
FROM named
JOIN chosen ON chosen.category = named.category
ORDER BY place, value DESC, series
