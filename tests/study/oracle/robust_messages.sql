WITH named AS (SELECT monday, tokens, CASE WHEN class LIKE 'closed%' THEN 'closed' ELSE class END AS series FROM requests)
SELECT monday AS week, series, count(*) / (SELECT count(*) FROM named AS o WHERE o.monday = named.monday) AS value, count(*) AS n
FROM named GROUP BY monday, series
UNION ALL
SELECT monday, 'tokens_closed', CAST(ifnull(sum(tokens) FILTER (series = 'closed'), 0) AS DOUBLE) / sum(tokens), count(*) FROM named GROUP BY monday
UNION ALL
SELECT monday, 'tokens_row', CAST(ifnull(sum(tokens) FILTER (series IN ('closed', 'row_oss')), 0) AS DOUBLE) / sum(tokens), count(*)
FROM named GROUP BY monday
