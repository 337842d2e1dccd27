WITH known AS (
    SELECT CAST(created_at AS DATE) - CAST(isodow(created_at) - 1 AS INTEGER) AS week, count(*) OVER (PARTITION BY week) AS n,
           unnest([{series: 'uncached', t: prompt_tokens - cache_read_tokens - cache_write_tokens},
                   {series: 'read', t: cache_read_tokens}, {series: 'written', t: cache_write_tokens},
                   {series: 'text', t: completion_tokens - reasoning_tokens},
                   {series: 'reasoning', t: reasoning_tokens}], recursive := true)
    FROM generations
    WHERE prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL AND reasoning_tokens IS NOT NULL
      AND cache_read_tokens IS NOT NULL AND cache_write_tokens IS NOT NULL
),
kept AS (SELECT week, n, series, CASE WHEN t < 0 THEN 0 ELSE t END AS t FROM known)
SELECT week, series, CAST(sum(t) AS DOUBLE) / (SELECT sum(t) FROM kept AS k WHERE k.week = kept.week) AS value,
       any_value(n) AS n
FROM kept GROUP BY week, series HAVING sum(t) > 0
