WITH counted AS (
    SELECT week_of(day) AS week, bucket, sum(n) AS n
    FROM mart_latency
    WHERE measure = 'ttft' AND day BETWEEN {from} AND {to}
    GROUP BY ALL
),
placed AS (
    SELECT *, sum(n) OVER (PARTITION BY week ORDER BY bucket) AS upto,
           sum(n) OVER (PARTITION BY week) AS total
    FROM counted
)
-- The first bucket up to which the part lies, and the place of the part within it.
SELECT week, series,
       arg_min(pow(1.05, bucket + (part * total - (upto - n)) / n), bucket) AS value,
       NULL AS lower, NULL AS upper, any_value(total) AS n
FROM placed
JOIN (VALUES ('p50', 0.5), ('p95', 0.95)) AS parts (series, part) ON upto >= part * total
GROUP BY week, series
ORDER BY week, series
