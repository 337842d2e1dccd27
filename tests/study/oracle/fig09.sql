WITH chosen AS (SELECT * FROM labelled WHERE category = 'roleplay')
SELECT monday AS week, if(class LIKE 'closed%', 'closed', class) AS series,
       sum(mass) / (SELECT sum(mass) FROM chosen AS c WHERE c.monday = chosen.monday) AS value,
       count(*) AS n
FROM chosen GROUP BY monday, series HAVING sum(mass) > 0
