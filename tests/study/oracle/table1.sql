SELECT ifnull(max(author_display), author) AS author, author AS author_slug, sum(tokens) AS tokens,
       CAST(sum(tokens) AS DOUBLE) / (SELECT sum(tokens) FROM requests AS r WHERE r.open) AS share,
       len(list_distinct(list(slug))) AS models, count(*) AS n
FROM requests WHERE open GROUP BY requests.author HAVING sum(tokens) > 0
