SELECT week, 'tool_calls' AS series,
       sum(tool_call_tokens) / sum(finished_tokens) AS value,
       NULL AS lower, NULL AS upper, sum(finished_generations) AS n
FROM usage
GROUP BY week
HAVING sum(finished_tokens) > 0
ORDER BY week
