-- mart: mart_service
-- keys: day, provider, terminal_state
-- How generations were served, by day, provider and how they ended: caching, the disjoint classes
-- of tokens, second attempts, cancelled requests and own provider keys. A share is taken over the
-- rows that know, so each has a count or a sum of its own of those.
SELECT
    {by}day_of(created_at) AS day,
    provider,
    terminal_state,
    count(*) AS generations,
    sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
    -- Prompts of which the cached part is known.
    count(prompt_tokens + cache_read_tokens) AS cache_known_generations,
    sum(CASE WHEN cache_read_tokens IS NOT NULL THEN prompt_tokens END) AS cache_known_tokens,
    sum(CASE WHEN prompt_tokens IS NOT NULL THEN cache_read_tokens END) AS cache_read_tokens,
    -- Generations that know all five classes. A source may report more cached than prompt tokens,
    -- or more reasoning than completion tokens: then nothing is left for the rest.
    count(split) AS split_generations,
    sum(CASE WHEN split THEN greatest(prompt_tokens - cache_read_tokens - cache_write_tokens, 0)
             END) AS split_uncached_tokens,
    sum(CASE WHEN split THEN cache_read_tokens END) AS split_read_tokens,
    sum(CASE WHEN split THEN cache_write_tokens END) AS split_written_tokens,
    sum(CASE WHEN split THEN greatest(completion_tokens - reasoning_tokens, 0) END)
        AS split_text_tokens,
    sum(CASE WHEN split THEN reasoning_tokens END) AS split_reasoning_tokens,
    -- What caching saved where it was charged here, and what the same generations cost.
    count(discounted) AS discounted_generations,
    sum(CASE WHEN discounted THEN cache_discount_nano_usd END) AS cache_discount_nano_usd,
    sum(CASE WHEN discounted THEN cost_nano_usd END) AS discounted_cost_nano_usd,
    count(attempts) AS attempts_known,
    count(CASE WHEN attempts > 1 THEN 1 END) AS retried_generations,
    count(cancelled) AS cancelled_known,
    count(CASE WHEN cancelled THEN 1 END) AS cancelled_generations,
    count(is_byok) AS byok_known,
    count(CASE WHEN is_byok THEN 1 END) AS byok_generations
FROM (
    SELECT *,
           CASE WHEN prompt_tokens + completion_tokens + reasoning_tokens + cache_read_tokens
                     + cache_write_tokens IS NOT NULL THEN true END AS split,
           CASE WHEN cache_discount_nano_usd + cost_nano_usd IS NOT NULL AND is_byok IS NOT TRUE
                THEN true END AS discounted
    FROM delta
)
GROUP BY ALL
