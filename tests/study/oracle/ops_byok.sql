SELECT CAST(created_at AS DATE) - CAST(isodow(created_at) - 1 AS INTEGER) AS week, 'byok' AS series, avg(CASE WHEN is_byok THEN 1.0 ELSE 0.0 END) AS value, count(*) AS n
FROM generations WHERE is_byok IS NOT NULL GROUP BY week
