SELECT CAST(created_at AS DATE) - CAST(isodow(created_at) - 1 AS INTEGER) AS week, 'cancelled' AS series, avg(CASE WHEN cancelled THEN 1.0 ELSE 0.0 END) AS value, count(*) AS n
FROM generations WHERE cancelled IS NOT NULL GROUP BY week
