-- mart: mart_sampled
-- keys: day, model, category, tag, account_id, inclusion_probability
-- over: labels
-- What mart_categories holds, by tag and account too, and only of generations that were drawn into
-- a sample: the errors of sampled shares are those between accounts. Its size is that of the
-- sample; labels of all generations have no sampling error and leave nothing here. The labels of a
-- generation share the probability that it was drawn with.
WITH primary_labels AS (
    SELECT *, coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) AS tokens,
           is_byok IS NOT TRUE AND cost_nano_usd IS NOT NULL AS is_charged
    FROM delta
    WHERE is_primary AND inclusion_probability < 1
)
SELECT
    {by}day_of(created_at) AS day,
    model,
    category,
    tag,
    account_id,
    inclusion_probability,
    sum(counts) AS n,
    sum(counts * tokens) AS tokens,
    sum(counts * CAST(tokens AS DOUBLE) * tokens) AS squared_tokens,
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
