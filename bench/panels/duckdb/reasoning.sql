-- panels: fig10
WITH summed AS (
    SELECT CAST(date_trunc('week', created_at) AS DATE) AS week,
           CASE WHEN created_at >= reasons_from THEN 'reasoning' ELSE 'other' END AS series,
           sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
           sum(CASE WHEN reasoning_tokens IS NOT NULL
                    THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) END) AS known,
           sum(CASE WHEN reasoning_tokens > 0
                    THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) END)
               AS reasoned,
           count(*) AS n,
           count(reasoning_tokens) AS known_n
    FROM generations
    JOIN facts USING (model)
    GROUP BY ALL
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value, n
FROM summed
WHERE tokens > 0
UNION ALL
SELECT week, 'requests', coalesce(sum(reasoned), 0) / sum(known), sum(known_n)
FROM summed
GROUP BY week
HAVING sum(known) > 0
