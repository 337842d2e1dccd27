-- panels: fig19
SELECT CAST(date_trunc('week', created_at) AS DATE) AS week, 'programming' AS series,
       sum(CASE WHEN category = 'programming'
                THEN weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))
                ELSE 0 END)
           / sum(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))) AS value,
       count(*) AS n
FROM generations
JOIN primary_labels USING (generation_id)
WHERE category <> 'others'
GROUP BY ALL
