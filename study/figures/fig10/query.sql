WITH split AS (
    SELECT week,
           CASE WHEN NOT in_catalog THEN 'unknown'
                WHEN is_reasoning_model THEN 'reasoning' ELSE 'other' END AS series,
           sum(tokens) AS tokens,
           sum(generations) AS n
    FROM usage
    GROUP BY ALL
),
-- Only generations that say whether they reasoned can be split at the level of requests.
requests AS (
    SELECT week,
           sum(thought_tokens) / sum(thought_known_tokens) AS value,
           sum(thought_known_generations) AS n
    FROM usage
    GROUP BY week
    HAVING sum(thought_known_tokens) > 0
)
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value,
       NULL AS lower, NULL AS upper, n
FROM split
WHERE tokens > 0
UNION ALL
SELECT week, 'requests', value, NULL, NULL, n
FROM requests
ORDER BY week, series
