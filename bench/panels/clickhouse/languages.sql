-- panels: table2
SELECT if(place <= 5, language, 'other') AS language, sum(share) AS share,
       round(sum(tokens)) AS tokens, sum(n) AS n
FROM (
    SELECT *, row_number() OVER (ORDER BY tokens DESC, language) AS place,
           tokens / sum(tokens) OVER () AS share
    FROM (
        SELECT language,
               sum(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)))
                   AS tokens,
               count() AS n
        FROM generations
        JOIN (
            SELECT generation_id, argMax(labels.language, confidence) AS language,
                   any(1 / inclusion_probability) AS weight
            FROM labels
            WHERE labels.language <> '' AND language_confidence >= 0.5
            GROUP BY generation_id
        ) AS spoken USING (generation_id)
        GROUP BY language
    )
)
GROUP BY 1
