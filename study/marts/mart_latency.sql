-- mart: mart_latency
-- keys: day, provider, measure, bucket
-- Histograms that add up: how many generations of a day and provider had a time to the first token
-- (ttft, milliseconds) or a speed (throughput, tokens a second from the first token to the last) in
-- each bucket. Bucket b holds the values from 1.05^b to below 1.05^(b + 1). Percentiles are read at
-- their place within the bucket, as if its values were spread evenly on the logarithmic scale: what
-- is read differs from what was measured by less than 5 %. What lies below 1 ms or 0.1 tokens a
-- second counts as that. An answer without a token has no first one.
WITH timed AS (
    SELECT
        {by}day_of(created_at) AS day,
        provider,
        CASE WHEN ttft_ms IS NOT NULL AND coalesce(completion_tokens, 1) > 0
             THEN greatest(ttft_ms, 1) END AS ttft,
        CASE WHEN completion_tokens > 0 AND generation_ms > ttft_ms
             THEN greatest(1000 * completion_tokens / (generation_ms - ttft_ms), 0.1) END
            AS throughput
    FROM delta
),
measured AS (
    SELECT {by}day, provider, 'ttft' AS measure, ttft AS amount FROM timed
    UNION ALL
    SELECT {by}day, provider, 'throughput', throughput FROM timed
)
SELECT
    {by}day,
    provider,
    measure,
    CAST(floor(ln(amount) / ln(1.05)) AS INTEGER) AS bucket,
    count(*) AS n
FROM measured
WHERE amount IS NOT NULL
GROUP BY ALL
