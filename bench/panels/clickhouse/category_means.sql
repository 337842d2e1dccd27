-- panels: fig16
SELECT toMonday(created_at) AS week, category AS series,
       sum(weight * prompt_tokens) / sum(weight) AS value, count() AS n
FROM generations
JOIN primary_labels USING (generation_id)
WHERE category <> 'others' AND prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL
GROUP BY week, series
