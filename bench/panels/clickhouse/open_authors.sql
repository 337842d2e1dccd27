-- panels: table1
SELECT any(author_name) AS author, facts.author AS author_slug, sum(tokens) AS tokens,
       tokens / sum(tokens) OVER () AS share, count() AS models, sum(n) AS n
FROM (
    SELECT model, sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
           count() AS n
    FROM generations
    GROUP BY model
) AS summed
JOIN facts USING (model)
WHERE open
GROUP BY author_slug
HAVING tokens > 0
