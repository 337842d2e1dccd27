-- panels: fig02
SELECT CAST(date_trunc('week', created_at) AS DATE) AS week, class AS series,
       sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS value, count(*) AS n
FROM generations
JOIN facts USING (model)
GROUP BY ALL
