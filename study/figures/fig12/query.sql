SELECT week, 'tool_calls' AS series,
       sum(CASE WHEN finish_reason = 'tool_calls' THEN tokens ELSE 0 END) / sum(tokens) AS value,
       NULL AS lower, NULL AS upper, sum(generations) AS n
FROM usage
WHERE finish_reason IS NOT NULL
GROUP BY week
HAVING sum(tokens) > 0
ORDER BY week
