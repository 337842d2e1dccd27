SELECT monday AS week, 'programming' AS series,
       ifnull(sum(mass) FILTER (category = 'programming'), 0) / sum(mass) AS value, count(*) AS n
FROM labelled WHERE category <> 'others' GROUP BY monday HAVING sum(mass) > 0
