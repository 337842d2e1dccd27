WITH spent AS (
    SELECT week, author, sum(cost_nano_usd) AS cost, sum(n) AS n
    FROM tagged
    WHERE category = 'programming' AND cost_known > 0
          AND author NOT IN (SELECT author FROM usage WHERE is_free_launch)
    GROUP BY ALL
),
totals AS (
    SELECT author, row_number() OVER (ORDER BY sum(cost) DESC, author) AS place
    FROM spent
    GROUP BY author
),
ranked AS (
    SELECT week, CASE WHEN place <= 10 THEN spent.author ELSE 'other' END AS series,
           sum(cost) AS cost, sum(n) AS n
    FROM spent
    JOIN totals ON totals.author = spent.author
    GROUP BY ALL
)
SELECT week, series, cost / sum(cost) OVER (PARTITION BY week) AS value,
       NULL AS lower, NULL AS upper, n
FROM ranked
WHERE cost > 0
ORDER BY week, series
