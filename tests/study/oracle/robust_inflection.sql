WITH used AS (
    SELECT monday, slug, sum(tokens) AS t, count(*) AS c
    FROM requests
    WHERE open AND monday >= (SELECT min(created_at) FROM requests)::DATE AND monday + 6 <= (SELECT max(created_at) FROM requests)::DATE
    GROUP BY ALL HAVING t > 0
),
top AS (SELECT slug FROM used GROUP BY slug ORDER BY sum(t) DESC, slug LIMIT 1),
twice AS (
    SELECT monday, 'all' AS series, t, c FROM used
    UNION ALL SELECT monday, 'without_top', CASE WHEN slug NOT IN (FROM top) THEN t END, c FROM used
)
SELECT monday AS week, series, exp(ln(sum(t)) - sum(t * ln(t)) / sum(t)) AS value, sum(c) AS n
FROM twice GROUP BY monday, series HAVING sum(t) > 0
