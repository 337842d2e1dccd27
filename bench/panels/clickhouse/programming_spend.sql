-- panels: fig20
SELECT week, series, cost / sum(cost) OVER (PARTITION BY week) AS value, n
FROM (
    SELECT week, if(place <= 10, author, 'other') AS series, sum(cost) AS cost, sum(n) AS n
    FROM (
        SELECT *, dense_rank() OVER (ORDER BY total DESC, author) AS place
        FROM (
            SELECT toMonday(created_at) AS week, author, sum(weight * cost_nano_usd) AS cost,
                   sum(cost) OVER (PARTITION BY author) AS total, count() AS n
            FROM generations
            JOIN facts USING (model)
            JOIN primary_labels USING (generation_id)
            WHERE category = 'programming' AND author NOT IN (
                SELECT author
                FROM generations
                JOIN (SELECT * FROM facts WHERE gift_from < '2100-01-01') AS gifts USING (model)
                WHERE created_at >= gift_from AND created_at < gift_to
            )
            GROUP BY week, author
            HAVING count(cost_nano_usd) > 0
        )
    )
    GROUP BY week, series
)
WHERE cost > 0
