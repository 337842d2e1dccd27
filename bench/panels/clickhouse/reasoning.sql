-- panels: fig10
SELECT DISTINCT week, row.1 AS series, row.2 AS value, row.3 AS n
FROM (
    SELECT toMonday(created_at) AS week,
           if(created_at >= reasons_from, 'reasoning', 'other') AS kind,
           sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
           sumIf(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0),
                 reasoning_tokens IS NOT NULL) AS known,
           sumIf(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0),
                 reasoning_tokens > 0) AS reasoned,
           count() AS generations,
           count(reasoning_tokens) AS known_generations,
           sum(tokens) OVER (PARTITION BY week) AS all_tokens,
           sum(known) OVER (PARTITION BY week) AS all_known,
           sum(reasoned) OVER (PARTITION BY week) AS all_reasoned,
           sum(known_generations) OVER (PARTITION BY week) AS all_known_generations
    FROM generations
    JOIN facts USING (model)
    GROUP BY week, kind
)
ARRAY JOIN [(kind, tokens / all_tokens, generations),
            ('requests', all_reasoned / all_known, all_known_generations)] AS row
WHERE tokens > 0
