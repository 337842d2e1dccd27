-- mart: mart_drawn
-- keys: day, model, inclusion_probability
-- over: labels
-- Sums over all generations that have labels, whether they say something sure or not, by the
-- probability that they were drawn with: what the weights of a sample are calibrated by.
WITH drawn AS (
    SELECT *
    FROM delta
    QUALIFY row_number() OVER (PARTITION BY generation_id, counts
                               ORDER BY inclusion_probability) = 1
)
SELECT
    day_of(created_at) AS day,
    model,
    coalesce(inclusion_probability, 1) AS inclusion_probability,
    sum(counts) AS n,
    sum(counts * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))) AS tokens
FROM drawn
GROUP BY ALL
