WITH used AS (
    SELECT monday, slug, CASE WHEN open THEN 'open' WHEN class LIKE 'closed%' THEN 'closed' END AS kind,
           sum(tokens) AS t, count(*) AS c
    FROM requests WHERE slug IS NOT NULL GROUP BY ALL HAVING t > 0
),
twice AS (FROM (SELECT monday, 'all' AS series, t, c FROM used UNION ALL SELECT monday, kind, t, c FROM used) WHERE series NOT NULL)
-- The entropy of parts t of T is ln T - sum(t ln t) / T.
SELECT monday AS week, series, exp(ln(sum(t)) - sum(t * ln(t)) / sum(t)) AS value, sum(c) AS n
FROM twice GROUP BY monday, series
