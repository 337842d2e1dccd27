-- The view `usage` has a row for each week and model, with what the catalog knows of the model.
WITH small AS (
    SELECT week, author AS series, sum(tokens) AS tokens, sum(generations) AS n
    FROM usage
    WHERE size_class = 'small'
    GROUP BY ALL
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value,
       NULL AS lower, NULL AS upper, n
FROM small
WHERE tokens > 0
ORDER BY week, series
