-- panels: fig18
SELECT week, point.1 AS series, point.2 AS value, point.3 AS n
FROM (
    SELECT week, arrayJoin([('programming', value, n), ('all', all_value, all_n)]) AS point
    FROM (
        SELECT toMonday(created_at) AS week,
               sumIf(weight * (prompt_tokens + completion_tokens), category = 'programming')
                   / sumIf(weight, category = 'programming') AS value,
               countIf(category = 'programming') AS n
        FROM generations
        JOIN primary_labels USING (generation_id)
        WHERE prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL
        GROUP BY week
    ) AS labelled
    JOIN (
        SELECT toMonday(created_at) AS week, avg(prompt_tokens + completion_tokens) AS all_value,
               count() AS all_n
        FROM generations
        WHERE prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL
        GROUP BY week
    ) AS everything USING (week)
)
WHERE point.3 > 0
