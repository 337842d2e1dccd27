WITH priced AS (
    SELECT model, author, 1e6 * sum(charged_nano_usd) / 1e9 / sum(charged_tokens) AS price,
           sum(charged_tokens) AS tokens, sum(charged_generations) AS n
    FROM usage
    WHERE model IS NOT NULL
    GROUP BY model, author
    HAVING sum(charged_tokens) > 0
),
-- The authors with the most tokens have a colour of their own.
authors AS (
    SELECT author, row_number() OVER (ORDER BY sum(tokens) DESC, author) AS place
    FROM priced
    GROUP BY author
)
SELECT model, price, '' AS segment,
       CASE WHEN place <= 15 THEN priced.author ELSE 'other' END AS series,
       tokens AS value, NULL AS lower, NULL AS upper, n
FROM priced
JOIN authors ON authors.author = priced.author
ORDER BY model
