-- panels: table1
WITH summed AS (
    SELECT model, sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
           count(*) AS n
    FROM generations
    GROUP BY model
)
SELECT any_value(author_name) AS author, author AS author_slug, sum(tokens) AS tokens,
       sum(tokens) / sum(sum(tokens)) OVER () AS share, count(*) AS models, sum(n) AS n
FROM summed
JOIN facts USING (model)
WHERE open
GROUP BY facts.author
HAVING sum(tokens) > 0
