-- panels: fig20
WITH gifts AS (
    SELECT DISTINCT author
    FROM generations
    JOIN facts USING (model)
    WHERE gift_from < DATE '2100-01-01' AND created_at >= gift_from AND created_at < gift_to
),
spent AS (
    SELECT CAST(date_trunc('week', created_at) AS DATE) AS week, author,
           sum(weight * cost_nano_usd) AS cost, count(*) AS n
    FROM generations
    JOIN facts USING (model)
    JOIN primary_labels USING (generation_id)
    WHERE category = 'programming' AND author NOT IN (FROM gifts)
    GROUP BY ALL
    HAVING count(cost_nano_usd) > 0
),
largest AS (
    SELECT author FROM spent GROUP BY author ORDER BY sum(cost) DESC, author LIMIT 10
),
named AS (
    SELECT week, CASE WHEN author IN (FROM largest) THEN author ELSE 'other' END AS series,
           sum(cost) AS cost, sum(n) AS n
    FROM spent
    GROUP BY ALL
)
SELECT week, series, cost / sum(cost) OVER (PARTITION BY week) AS value, n
FROM named
WHERE cost > 0
