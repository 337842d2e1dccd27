WITH best AS (
    SELECT provider FROM generations WHERE provider IS NOT NULL
    GROUP BY provider ORDER BY count(*) DESC, provider LIMIT 12
),
named AS (
    SELECT *, CASE WHEN provider IN (FROM best) THEN provider ELSE 'other' END AS name
    FROM generations WHERE provider IS NOT NULL
),
timed AS (
    SELECT CASE WHEN provider IN (FROM best) THEN provider ELSE 'other' END AS name, 0 AS week, kind, x
    FROM timings WHERE provider IS NOT NULL
),
firsts AS (SELECT * FROM timed WHERE kind = 'ttft'),
speeds AS (SELECT * FROM timed WHERE kind = 'speed'),
read AS (
    SELECT name, any_value(value) FILTER (part = 0.5) AS middle, any_value(value) FILTER (part = 0.95) AS late
    FROM parts_of(firsts) GROUP BY name
)
SELECT name AS provider, count(*) AS generations,
       count(*) / (SELECT count(provider) FROM generations) AS share,
       (SELECT middle FROM read WHERE read.name = named.name) AS ttft_ms_median,
       (SELECT late FROM read WHERE read.name = named.name) AS ttft_ms_p95,
       (SELECT value FROM parts_of(speeds) AS s WHERE s.name = named.name AND part = 0.5) AS tokens_per_second,
       avg(CASE WHEN terminal_state IN ('done', 'client_gone') THEN 0 WHEN terminal_state IS NOT NULL THEN 1 END)
           AS failed_share,
       avg(CASE WHEN attempts >= 2 THEN 1.0 WHEN attempts IS NOT NULL THEN 0.0 END) AS retried_share,
       CAST(sum(cache_read_tokens) FILTER (prompt_tokens IS NOT NULL) AS DOUBLE)
           / nullif(sum(prompt_tokens) FILTER (cache_read_tokens IS NOT NULL), 0) AS cache_hit_share
FROM named GROUP BY name
