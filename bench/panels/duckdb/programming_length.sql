-- panels: fig18
WITH labelled AS (
    SELECT CAST(date_trunc('week', created_at) AS DATE) AS week,
           sum(CASE WHEN category = 'programming'
                    THEN weight * (prompt_tokens + completion_tokens) END)
               / sum(CASE WHEN category = 'programming' THEN weight END) AS value,
           count(CASE WHEN category = 'programming' THEN 1 END) AS n
    FROM generations
    JOIN primary_labels USING (generation_id)
    WHERE prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL
    GROUP BY ALL
),
everything AS (
    SELECT CAST(date_trunc('week', created_at) AS DATE) AS week,
           avg(prompt_tokens + completion_tokens) AS value, count(*) AS n
    FROM generations
    WHERE prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL
    GROUP BY ALL
)
SELECT week, 'programming' AS series, value, n FROM labelled WHERE n > 0
UNION ALL
SELECT week, 'all', value, n FROM everything WHERE week IN (SELECT week FROM labelled)
