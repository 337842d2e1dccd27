-- mart: mart_geography
-- keys: day, country
-- Sums by day and billing country.
SELECT
    {by}day_of(created_at) AS day,
    country,
    count(*) AS generations,
    sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
    count(cost_nano_usd) AS cost_known,
    sum(cost_nano_usd) AS cost_nano_usd
FROM delta
GROUP BY ALL
