-- panels: fig28
WITH priced AS (
    SELECT model, sum(cost_nano_usd) / 1000
               / sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS price,
           sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS value,
           count(*) AS n
    FROM generations
    WHERE cost_nano_usd IS NOT NULL AND is_byok IS NOT TRUE AND model IS NOT NULL
    GROUP BY model
),
by_author AS (SELECT * FROM priced JOIN facts USING (model) WHERE value > 0),
largest AS (
    SELECT author FROM by_author GROUP BY author ORDER BY sum(value) DESC, author LIMIT 15
)
SELECT model, CASE WHEN author IN (FROM largest) THEN author ELSE 'other' END AS series,
       price, value, n
FROM by_author
WHERE price > 0
