-- panels: fig05
WITH models AS (
    SELECT CAST(date_trunc('week', created_at) AS DATE) AS week, size, model, count(*) AS n
    FROM generations
    JOIN facts USING (model)
    WHERE open
    GROUP BY ALL
)
SELECT week, size AS series, count(*) AS value, sum(n) AS n
FROM models
GROUP BY ALL
