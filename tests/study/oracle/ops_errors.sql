WITH ended AS (
    SELECT CAST(created_at AS DATE) - CAST(isodow(created_at) - 1 AS INTEGER) AS week, terminal_state AS series FROM generations WHERE terminal_state IS NOT NULL
)
SELECT week, series, count(*) / (SELECT count(*) FROM ended AS e WHERE e.week = ended.week) AS value, count(*) AS n
FROM ended WHERE series <> 'done' AND series <> 'client_gone' GROUP BY week, series
