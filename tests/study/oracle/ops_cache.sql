SELECT CAST(created_at AS DATE) - CAST(isodow(created_at) - 1 AS INTEGER) AS week, 'read' AS series,
       CAST(sum(cache_read_tokens) AS DOUBLE) / sum(prompt_tokens) AS value, count(*) AS n
FROM generations WHERE prompt_tokens IS NOT NULL AND cache_read_tokens IS NOT NULL
GROUP BY week HAVING sum(prompt_tokens) > 0
