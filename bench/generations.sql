-- Generation records for measuring, {rows} of them, every column filled as a busy gateway would:
-- ids that follow time, a long tail of accounts and models, and whole columns that are unknown.
WITH models AS (
    SELECT slug, row_number() OVER (ORDER BY slug) - 1 AS number FROM catalog_models
    WHERE release_date < DATE '2025-06-01' LIMIT 300
),
drawn AS (
    SELECT i, hash(i) AS a, hash(i + 7000000000) AS b, hash(i + 14000000000) AS c,
           TIMESTAMP '2024-11-04' + to_microseconds(CAST(i * (392.0 * 86400e6 / {rows}) AS BIGINT))
               AS created_at
    FROM range({rows}) AS numbers (i)
)
SELECT
    'gen-' || CAST(epoch(created_at) AS BIGINT) || '-' || substr(md5(CAST(i AS VARCHAR)), 1, 20)
        AS generation_id,
    created_at,
    md5(CAST(a % greatest({rows} // 7, 1) AS VARCHAR)) AS session_hash,
    md5('account' || CAST(floor(pow((a % 1000003) / 1000003.0, 3) * 50000) AS BIGINT))
        AS account_id,
    'app-' || (a % 300) AS app,
    'gateway' AS source,
    CAST(b % 3000 AS DOUBLE) AS ttft_ms,
    CAST(3000 + b % 30000 AS DOUBLE) AS generation_ms,
    CAST(30 + c % 40 AS BIGINT) AS gateway_us,
    ['US', 'DE', 'IN', 'CN', 'BR', 'FR', 'JP'][CAST(1 + a % 7 AS BIGINT)] AS country,
    slug AS model_requested,
    slug AS model,
    slug || '-2025' AS permaslug,
    CASE WHEN c % 20 = 0 THEN 'free' ELSE 'standard' END AS variant,
    'provider-' || (c % 60) AS provider,
    'chat' AS api_type,
    'weight' AS strategy,
    CAST(1 + (c % 50 = 0)::INTEGER AS INTEGER) AS attempts,
    b % 4 > 0 AS streamed,
    b % 40 = 0 AS cancelled,
    CASE WHEN b % 40 = 0 THEN 'client_gone' ELSE 'done' END AS terminal_state,
    CASE WHEN c % 5 = 0 THEN 'tool_calls' WHEN c % 33 = 0 THEN 'length' ELSE 'stop' END
        AS finish_reason,
    'stop' AS native_finish_reason,
    200 AS http_status,
    c % 3 = 0 OR c % 5 = 0 AS tools_offered,
    CAST(c % 5 = 0 AS INTEGER) AS tool_calls,
    CAST(1 + b % 12 AS INTEGER) AS turns,
    CAST(20 + a % 20000 AS BIGINT) AS prompt_tokens,
    CAST(10 + b % 2000 AS BIGINT) AS completion_tokens,
    CASE WHEN c % 3 = 0 THEN CAST(b % 2000 // 2 AS BIGINT) ELSE 0 END AS reasoning_tokens,
    CAST((a % 20000) // 3 AS BIGINT) AS cache_read_tokens,
    CAST(0 AS BIGINT) AS cache_write_tokens,
    'provider_final' AS usage_provenance,
    CAST((20 + a % 20000) * (1 + number % 60) * 100 AS BIGINT) AS cost_nano_usd,
    CAST((20 + a % 20000) * (1 + number % 60) * 90 AS BIGINT) AS upstream_cost_nano_usd,
    CAST(0 AS BIGINT) AS cache_discount_nano_usd,
    c % 25 = 0 AS is_byok,
    c % 20 = 0 AS is_free,
    slug || ':standard:2025-01-01' AS price_id
FROM drawn
JOIN models ON number = CAST(floor(pow((b % 1000003) / 1000003.0, 2) * 300) AS BIGINT)
