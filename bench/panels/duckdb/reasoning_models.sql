-- panels: fig11
WITH summed AS (
    SELECT CAST(date_trunc('week', created_at) AS DATE) AS week, model,
           sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
           count(*) AS n
    FROM generations
    JOIN facts USING (model)
    WHERE created_at >= reasons_from AND (created_at < gift_from OR created_at >= gift_to)
          AND variant IS DISTINCT FROM 'free' AND is_free IS NOT TRUE
    GROUP BY ALL
),
largest AS (
    SELECT model FROM summed GROUP BY model ORDER BY sum(tokens) DESC, model LIMIT 10
),
named AS (
    SELECT week, CASE WHEN model IN (FROM largest) THEN model ELSE 'other' END AS series,
           sum(tokens) AS tokens, sum(n) AS n
    FROM summed
    GROUP BY ALL
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value, n
FROM named
WHERE tokens > 0
