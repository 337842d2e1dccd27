SELECT coalesce(any_value(author_name), author) AS author, author AS author_slug,
       sum(tokens) AS tokens,
       sum(tokens) / sum(sum(tokens)) OVER () AS share,
       count(DISTINCT model) AS models,
       sum(generations) AS n
FROM usage
WHERE is_open
GROUP BY author
HAVING sum(tokens) > 0
ORDER BY tokens DESC, author_slug
