WITH best AS (
    SELECT generation_id, first(labels ORDER BY confidence DESC NULLS LAST, path) AS label
    FROM labels WHERE language IS NOT NULL GROUP BY generation_id
),
spoken AS (
    SELECT label.language AS language, tokens * weight AS mass
    FROM best JOIN requests USING (generation_id) JOIN weights USING (generation_id)
),
five AS (SELECT language FROM spoken GROUP BY language ORDER BY sum(mass) DESC, language LIMIT 5)
SELECT if(language IN (FROM five), language, 'other') AS language,
       sum(mass) / (SELECT sum(mass) FROM spoken) AS share,
       CAST(sum(mass) AS BIGINT) AS tokens, count(*) AS n
FROM spoken GROUP BY ALL HAVING sum(mass) > 0
