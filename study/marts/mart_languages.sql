-- mart: mart_languages
-- keys: day, model, language, inclusion_probability
-- over: labels
-- Sums over labelled generations by the language of their prompt, as the surest of their labels
-- says it.
WITH primary_labels AS (
    SELECT *, coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) AS tokens
    FROM delta
    WHERE says_language
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
