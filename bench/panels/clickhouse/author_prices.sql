-- panels: fig28
SELECT model, if(place <= 15, author, 'other') AS series, price, value, n
FROM (
    SELECT *, dense_rank() OVER (ORDER BY total DESC, author) AS place
    FROM (
        SELECT model, author, price, value, n, sum(value) OVER (PARTITION BY author) AS total
        FROM (
            SELECT model, sum(cost_nano_usd) / 1000
                       / sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS price,
                   sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS value,
                   count() AS n
            FROM generations
            WHERE cost_nano_usd IS NOT NULL AND NOT is_byok AND model <> ''
            GROUP BY model
        ) AS priced
        JOIN facts USING (model)
        WHERE value > 0
    )
)
WHERE price > 0
