WITH timed AS (
    SELECT week_of(day) AS week, provider, bucket, sum(n) AS n
    FROM mart_latency
    WHERE measure = {measure} AND provider IS NOT NULL AND day BETWEEN {from} AND {to}
    GROUP BY ALL
),
most AS (
    SELECT provider FROM timed GROUP BY provider ORDER BY sum(n) DESC, provider LIMIT 6
),
placed AS (
    SELECT *, sum(n) OVER (PARTITION BY week, provider ORDER BY bucket) AS upto,
           sum(n) OVER (PARTITION BY week, provider) AS total
    FROM timed
    WHERE provider IN (FROM most)
)
-- The bucket in which the middle generation lies, and its place within.
SELECT week, provider AS series,
       arg_min(pow(1.05, bucket + (0.5 * total - (upto - n)) / n), bucket) AS value,
       NULL AS lower, NULL AS upper, any_value(total) AS n
FROM placed
WHERE upto >= 0.5 * total AND total >= 10
GROUP BY week, provider
ORDER BY week, series
