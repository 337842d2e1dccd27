-- mart: mart_tags
-- keys: day, model, category, tag, inclusion_probability
-- over: labels
-- What mart_categories counts of generations and tokens, told apart by the tag as well.
WITH primary_labels AS (
    SELECT *, coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) AS tokens
    FROM delta
    WHERE is_primary
)
SELECT
    {by}day_of(created_at) AS day,
    model,
    category,
    tag,
    coalesce(inclusion_probability, 1) AS inclusion_probability,
    sum(counts) AS n,
    sum(counts * tokens) AS tokens,
    sum(counts * CAST(tokens AS DOUBLE) * tokens) AS squared_tokens
FROM primary_labels
GROUP BY ALL
