-- mart: mart_categories
-- keys: day, model, category, inclusion_probability
-- over: labels
-- sums: mart_tags
-- Sums over labelled generations by the category of their primary label: the one of highest
-- confidence, ties by path, none below 0.5. Sums are those of the sample; each stands for
-- 1 / inclusion_probability generations. The probability is a key, so that weighting loses nothing
-- to rounding; samples are drawn at few rates.
WITH primary_labels AS (
    SELECT *, coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) AS tokens,
           is_byok IS NOT TRUE AND cost_nano_usd IS NOT NULL AS is_charged
    FROM delta
    WHERE is_primary
)
SELECT
    {by}day_of(created_at) AS day,
    model,
    category,
    coalesce(inclusion_probability, 1) AS inclusion_probability,
    sum(counts) AS n,
    sum(counts * tokens) AS tokens,
    sum(counts * CAST(tokens AS DOUBLE) * tokens) AS squared_tokens,
    -- Means are taken over generations that know both counts, so that their means add up.
    sum(CASE WHEN prompt_tokens + completion_tokens IS NOT NULL THEN counts ELSE 0 END)
        AS measured,
    sum(CASE WHEN completion_tokens IS NOT NULL THEN counts * coalesce(prompt_tokens, 0)
             ELSE 0 END) AS measured_prompt,
    sum(CASE WHEN prompt_tokens IS NOT NULL THEN counts * coalesce(completion_tokens, 0)
             ELSE 0 END) AS measured_completion,
    sum(CASE WHEN cost_nano_usd IS NOT NULL THEN counts ELSE 0 END) AS cost_known,
    sum(counts * coalesce(cost_nano_usd, 0)) AS cost_nano_usd,
    sum(CASE WHEN is_charged THEN counts ELSE 0 END) AS charged_generations,
    sum(CASE WHEN is_charged THEN counts * cost_nano_usd ELSE 0 END) AS charged_nano_usd,
    sum(CASE WHEN is_charged THEN counts * tokens ELSE 0 END) AS charged_tokens
FROM primary_labels
GROUP BY ALL
