WITH chosen AS (SELECT * FROM labelled WHERE author = 'qwen' AND category <> 'others')
SELECT monday AS week, category AS series,
       sum(mass) / (SELECT sum(mass) FROM chosen AS c WHERE c.monday = chosen.monday) AS value,
       count(*) AS n
FROM chosen GROUP BY monday, category HAVING sum(mass) > 0
