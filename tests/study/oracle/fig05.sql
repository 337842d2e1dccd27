SELECT monday AS week, size AS series, len(list_distinct(list(slug))) AS value, count(*) AS n
FROM requests WHERE open GROUP BY monday, size
