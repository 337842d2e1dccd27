WITH ranked AS (
    SELECT provider, row_number() OVER (ORDER BY sum(generations) DESC, provider) AS place
    FROM mart_service
    WHERE provider IS NOT NULL AND day BETWEEN {from} AND {to}
    GROUP BY provider
),
named AS (
    SELECT provider, CASE WHEN place <= 12 THEN provider ELSE 'other' END AS name,
           least(place, 13) AS place
    FROM ranked
),
served AS (
    SELECT name, any_value(place) AS place, sum(generations) AS generations,
           sum(CASE WHEN terminal_state NOT IN ('done', 'client_gone') THEN generations ELSE 0 END)
               / nullif(sum(CASE WHEN terminal_state IS NOT NULL THEN generations END), 0)
               AS failed_share,
           sum(retried_generations) / nullif(sum(attempts_known), 0) AS retried_share,
           sum(cache_read_tokens) / nullif(sum(cache_known_tokens), 0) AS cache_hit_share
    FROM mart_service
    JOIN named USING (provider)
    WHERE day BETWEEN {from} AND {to}
    GROUP BY name
),
timed AS (
    SELECT name, measure, bucket, sum(n) AS n
    FROM mart_latency
    JOIN named USING (provider)
    WHERE day BETWEEN {from} AND {to}
    GROUP BY ALL
),
placed AS (
    SELECT *, sum(n) OVER (PARTITION BY name, measure ORDER BY bucket) AS upto,
           sum(n) OVER (PARTITION BY name, measure) AS total
    FROM timed
),
-- The bucket in which the middle lies, the one up to which 95 of 100 lie, and the place within.
paced AS (
    SELECT name,
           arg_min(middle, bucket) FILTER (measure = 'ttft' AND upto >= 0.5 * total)
               AS ttft_ms_median,
           arg_min(pow(1.05, bucket + (0.95 * total - (upto - n)) / n), bucket)
               FILTER (measure = 'ttft' AND upto >= 0.95 * total) AS ttft_ms_p95,
           arg_min(middle, bucket) FILTER (measure = 'throughput' AND upto >= 0.5 * total)
               AS tokens_per_second
    FROM (SELECT *, pow(1.05, bucket + (0.5 * total - (upto - n)) / n) AS middle FROM placed)
    GROUP BY name
)
SELECT served.name AS provider, generations, generations / sum(generations) OVER () AS share,
       ttft_ms_median, ttft_ms_p95, tokens_per_second, failed_share, retried_share, cache_hit_share
FROM served
LEFT JOIN paced ON paced.name = served.name
ORDER BY place
