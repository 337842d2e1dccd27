WITH called AS (SELECT * FROM requests WHERE finish_reason = 'tool_calls' AND slug IS NOT NULL),
best AS (SELECT slug FROM called GROUP BY slug ORDER BY sum(tokens) DESC, slug LIMIT 10)
SELECT monday AS week, CASE WHEN slug IN (FROM best) THEN slug ELSE 'other' END AS series,
       CAST(sum(tokens) AS DOUBLE)
           / (SELECT sum(tokens) FROM called AS r WHERE r.monday = called.monday) AS value,
       count(*) AS n
FROM called GROUP BY monday, series HAVING sum(tokens) > 0
