-- panels: fig12
SELECT CAST(date_trunc('week', created_at) AS DATE) AS week, 'tool_calls' AS series,
       sum(CASE WHEN finish_reason = 'tool_calls'
                THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) ELSE 0 END)
           / sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS value,
       count(*) AS n
FROM generations
WHERE finish_reason IS NOT NULL
GROUP BY ALL
