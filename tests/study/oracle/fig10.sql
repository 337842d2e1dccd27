SELECT monday AS week,
       CASE WHEN NOT listed THEN 'unknown' WHEN reasons THEN 'reasoning' ELSE 'other' END AS series,
       CAST(sum(tokens) AS DOUBLE)
           / (SELECT sum(tokens) FROM requests AS r WHERE r.monday = requests.monday) AS value,
       count(*) AS n
FROM requests GROUP BY monday, series HAVING sum(tokens) > 0
UNION ALL
SELECT monday, 'requests',
       CAST(ifnull(sum(tokens) FILTER (reasoning_tokens > 0), 0) AS DOUBLE) / sum(tokens), count(*)
FROM requests WHERE reasoning_tokens IS NOT NULL GROUP BY monday HAVING sum(tokens) > 0
