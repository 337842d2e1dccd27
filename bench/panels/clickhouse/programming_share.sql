-- panels: fig19
SELECT toMonday(created_at) AS week, 'programming' AS series,
       sumIf(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)),
             category = 'programming')
           / sum(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))) AS value,
       count() AS n
FROM generations
JOIN primary_labels USING (generation_id)
WHERE category <> 'others'
GROUP BY week
