-- mart: mart_languages
-- keys: day, model, language, inclusion_probability
-- over: labels
-- Sums over labelled generations by the language of their prompt, as the primary label says it:
-- the one of highest confidence, ties by path. How sure a category is says nothing of the language,
-- which has a confidence of its own.
WITH primary_labels AS (
    SELECT *, coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) AS tokens
    FROM delta
    WHERE language IS NOT NULL AND coalesce(language_confidence, 1) >= 0.5
    QUALIFY row_number() OVER (PARTITION BY generation_id, counts
                               ORDER BY confidence DESC NULLS LAST, path, tag, category,
                                        language) = 1
)
SELECT
    {by}day_of(created_at) AS day,
    model,
    language,
    coalesce(inclusion_probability, 1) AS inclusion_probability,
    sum(counts) AS n,
    sum(counts * tokens) AS tokens
FROM primary_labels
GROUP BY ALL
