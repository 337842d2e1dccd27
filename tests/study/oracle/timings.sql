-- Times to the first token and speeds, generation by generation.
CREATE OR REPLACE TEMP TABLE timings AS
SELECT CAST(created_at AS DATE) - CAST(isodow(created_at) - 1 AS INTEGER) AS week, provider,
       unnest([{kind: 'ttft', x: CASE WHEN ifnull(completion_tokens, 1) > 0
                                      THEN CASE WHEN ttft_ms < 1 THEN 1.0 ELSE ttft_ms END END},
               {kind: 'speed', x: CASE WHEN generation_ms > ttft_ms AND completion_tokens > 0
                                       THEN completion_tokens / ((generation_ms - ttft_ms) / 1000) END}],
              recursive := true)
FROM generations;
-- Each in its group: how many there are, and where the parts of it lie in a bucket 5 % wide.
CREATE OR REPLACE TEMP MACRO parts_of(grouped) AS TABLE
WITH placed AS (
    SELECT name, week, x, floor(log(x) / log(1.05)) AS edge,
           row_number() OVER (PARTITION BY name, week ORDER BY x) AS place,
           count(*) OVER (PARTITION BY name, week) AS n
    FROM query_table(grouped) WHERE x IS NOT NULL
),
parts AS (
    SELECT name, week, part, any_value(n) AS n, min(edge) AS edge
    FROM placed, (VALUES (0.5), (0.95)) AS v(part) WHERE place >= part * n GROUP BY name, week, part
)
SELECT parts.name, parts.week, part, any_value(parts.n) AS n,
       1.05 ** (parts.edge + (part * any_value(parts.n) - count(*) FILTER (placed.edge < parts.edge))
                             / count(*) FILTER (placed.edge = parts.edge)) AS value
FROM parts JOIN placed ON placed.name = parts.name AND placed.week = parts.week
GROUP BY parts.name, parts.week, part, parts.edge
