-- mart: mart_usage
-- keys: day, source, model, variant, finish_reason, is_byok, is_free, reasoned
-- Sums by day and by all that the study splits generations on. A NULL key is "not known".
SELECT
    day_of(created_at) AS day,
    source,
    model,
    variant,
    finish_reason,
    is_byok,
    is_free,
    reasoning_tokens > 0 AS reasoned,
    count(*) AS generations,
    sum(prompt_tokens) AS prompt_tokens,
    sum(completion_tokens) AS completion_tokens,
    sum(reasoning_tokens) AS reasoning_tokens,
    sum(cache_read_tokens) AS cache_read_tokens,
    sum(cache_write_tokens) AS cache_write_tokens,
    -- Means are taken over generations that know both counts, so that their means add up.
    count(prompt_tokens + completion_tokens) AS measured,
    sum(CASE WHEN completion_tokens IS NOT NULL THEN prompt_tokens END) AS measured_prompt,
    sum(CASE WHEN prompt_tokens IS NOT NULL THEN completion_tokens END) AS measured_completion,
    count(cost_nano_usd) AS cost_known,
    sum(cost_nano_usd) AS cost_nano_usd,
    -- Tokens of the rows whose cost is known: the denominator of effective prices.
    sum(CASE WHEN cost_nano_usd IS NOT NULL
             THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) END) AS priced_tokens
FROM delta
GROUP BY ALL
