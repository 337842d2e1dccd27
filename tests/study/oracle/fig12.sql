SELECT monday AS week, 'tool_calls' AS series,
       CAST(ifnull(sum(tokens) FILTER (finish_reason = 'tool_calls'), 0) AS DOUBLE) / sum(tokens)
           AS value,
       count(finish_reason) AS n
FROM requests WHERE finish_reason IS NOT NULL GROUP BY monday HAVING sum(tokens) > 0
