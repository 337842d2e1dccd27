-- panels: fig02
SELECT toMonday(created_at) AS week, class AS series,
       sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS value, count() AS n
FROM generations
JOIN facts USING (model)
GROUP BY week, series
