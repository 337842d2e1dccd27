WITH grouped AS (
    SELECT provider AS name, week, x FROM timings WHERE kind = 'speed' AND provider IS NOT NULL AND x IS NOT NULL
)
SELECT week, name AS series, value, n FROM parts_of(grouped)
WHERE part = 0.5 AND n >= 10
  AND name IN (SELECT name FROM grouped GROUP BY name ORDER BY count(*) DESC, name LIMIT 6)
