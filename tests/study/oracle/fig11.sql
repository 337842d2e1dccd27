WITH paid AS (SELECT * FROM requests WHERE reasons AND NOT gift),
best AS (SELECT slug FROM paid GROUP BY slug ORDER BY sum(tokens) DESC, slug LIMIT 10)
SELECT monday AS week, CASE WHEN slug IN (FROM best) THEN slug ELSE 'other' END AS series,
       CAST(sum(tokens) AS DOUBLE)
           / (SELECT sum(tokens) FROM paid AS r WHERE r.monday = paid.monday) AS value,
       count(*) AS n
FROM paid GROUP BY monday, series HAVING sum(tokens) > 0
