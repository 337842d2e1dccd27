WITH best AS (
    SELECT slug FROM requests WHERE open GROUP BY slug ORDER BY sum(tokens) DESC, slug LIMIT 15
)
SELECT monday AS week, CASE WHEN slug IN (FROM best) THEN slug ELSE 'other' END AS series,
       CAST(sum(tokens) AS DOUBLE)
           / (SELECT sum(tokens) FROM requests AS r WHERE r.open AND r.monday = requests.monday)
           AS value,
       count(*) AS n
FROM requests WHERE open GROUP BY monday, series HAVING sum(tokens) > 0
