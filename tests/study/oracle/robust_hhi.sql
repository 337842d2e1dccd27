WITH used AS (
    SELECT monday, slug, sum(tokens) AS t, count(*) AS c FROM requests WHERE slug IS NOT NULL GROUP BY ALL HAVING t > 0
),
made AS (
    SELECT monday, author, sum(tokens) AS t, count(*) AS c FROM requests WHERE slug IS NOT NULL GROUP BY ALL HAVING t > 0
)
SELECT monday AS week, 'models' AS series, sum(CAST(t AS DOUBLE) * t) / sum(t) / sum(t) AS value, sum(c) AS n FROM used GROUP BY 1
UNION ALL
SELECT monday, 'authors', sum(CAST(t AS DOUBLE) * t) / sum(t) / sum(t), sum(c) FROM made GROUP BY 1
