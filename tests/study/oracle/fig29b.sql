WITH chosen AS (SELECT 'programming'),
thin AS (
    SELECT category, tag, sum(mass) AS mass, count(*) AS n,
           (SELECT sum(mass) FROM labelled AS l WHERE l.category = labelled.category) AS whole
    FROM labelled WHERE category IN (FROM chosen) GROUP BY category, tag
)
SELECT category, if(mass / whole < 0.07, 'other', tag) AS series, sum(mass / whole) AS value,
       sum(n) AS n
FROM thin WHERE mass > 0 GROUP BY ALL
