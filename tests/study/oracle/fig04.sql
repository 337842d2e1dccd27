SELECT monday AS week, size AS series,
       CAST(sum(tokens) AS DOUBLE)
           / (SELECT sum(tokens) FROM requests AS r WHERE r.open AND r.monday = requests.monday)
           AS value,
       count(*) AS n
FROM requests WHERE open GROUP BY monday, size HAVING sum(tokens) > 0
