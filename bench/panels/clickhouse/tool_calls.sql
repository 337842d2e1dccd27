-- panels: fig12
SELECT toMonday(created_at) AS week, 'tool_calls' AS series,
       sumIf(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0),
             finish_reason = 'tool_calls')
           / sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS value,
       count() AS n
FROM generations
WHERE finish_reason <> ''
GROUP BY week
