WITH grouped AS (SELECT 'all' AS name, week, x FROM timings WHERE kind = 'ttft')
SELECT week, CASE part WHEN 0.5 THEN 'p50' ELSE 'p95' END AS series, value, n FROM parts_of(grouped)
