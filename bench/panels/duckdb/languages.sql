-- panels: table2
WITH spoken AS (
    SELECT generation_id, arg_max(language, confidence) AS language,
           any_value(1 / inclusion_probability) AS weight
    FROM labels
    WHERE language IS NOT NULL AND coalesce(language_confidence, 1) >= 0.5
    GROUP BY generation_id
),
summed AS (
    SELECT language,
           sum(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))) AS tokens,
           count(*) AS n
    FROM generations
    JOIN spoken USING (generation_id)
    GROUP BY ALL
),
largest AS (SELECT language FROM summed ORDER BY tokens DESC, language LIMIT 5),
named AS (
    SELECT CASE WHEN language IN (FROM largest) THEN language ELSE 'other' END AS language,
           sum(tokens) AS tokens, sum(n) AS n
    FROM summed
    GROUP BY ALL
)
SELECT language, tokens / sum(tokens) OVER () AS share, round(tokens) AS tokens, n
FROM named
