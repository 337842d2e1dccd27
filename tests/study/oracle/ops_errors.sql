WITH ended AS (
    SELECT CAST(created_at AS DATE) - CAST(isodow(created_at) - 1 AS INTEGER) AS week, terminal_state AS series FROM generations WHERE terminal_state IS NOT NULL
)
SELECT week, series, count(*) / (SELECT count(*) FROM ended AS e WHERE e.week = ended.week) AS value, (SELECT count(*) FROM ended AS e WHERE e.week = ended.week) AS n
FROM ended WHERE series <> 'done' AND series <> 'client_gone' GROUP BY week, series
UNION ALL
SELECT week, 'upstream_error', 0.0, count(*) FROM ended
GROUP BY week HAVING bool_and(series = 'done' OR series = 'client_gone')
