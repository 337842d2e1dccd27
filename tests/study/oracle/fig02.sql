SELECT monday AS week, replace(replace(class, 'closed_row', 'closed'), 'closed_cn', 'closed') AS series,
       sum(tokens) AS value, count(*) AS n
FROM requests GROUP BY 1, 2
