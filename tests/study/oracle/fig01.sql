WITH folded AS (
    SELECT monday, tokens, CASE class WHEN 'closed_row' THEN 'closed' WHEN 'closed_cn' THEN 'closed'
                                      ELSE class END AS series
    FROM requests
)
SELECT monday AS week, series,
       CAST(sum(tokens) AS DOUBLE)
           / (SELECT sum(tokens) FROM requests AS r WHERE r.monday = folded.monday) AS value,
       count(*) AS n
FROM folded GROUP BY monday, series HAVING sum(tokens) > 0
