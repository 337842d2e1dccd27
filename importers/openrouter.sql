-- source: openrouter
-- title: OpenRouter activity export (CSV, every header vintage)
-- format: csv
-- times: created_at carries no zone; OpenRouter writes UTC
-- identity: generation_id or row of created_at, model_permaslug, provider_name, tokens_prompt, tokens_completion, generation_time_ms, cost_total
-- notes:
--   user and api_key_name are hashed with the store's key; app_name is kept.
--   BYOK rows: cost_total 0, what was paid to the provider in byok_usage_inference.
--   cost_cache is negative for a discount and positive for a write surcharge.
-- columns:
--   generation_id VARCHAR
--   created_at TIMESTAMP required
--   cost_total DOUBLE
--   cost_cache DOUBLE
--   byok_usage_inference DOUBLE
--   tokens_prompt BIGINT required
--   tokens_completion BIGINT required
--   tokens_reasoning BIGINT
--   tokens_cached BIGINT
--   model_permaslug VARCHAR required
--   provider_name VARCHAR
--   variant VARCHAR
--   cancelled BOOLEAN
--   streamed BOOLEAN
--   user VARCHAR personal
--   finish_reason_raw VARCHAR
--   finish_reason_normalized VARCHAR
--   generation_time_ms DOUBLE
--   time_to_first_token_ms DOUBLE
--   app_name VARCHAR
--   api_key_name VARCHAR personal
SELECT
    row_id AS generation_id,
    created_at,
    coalesce("user", api_key_name) AS account_id,
    api_key_name AS api_key_id,
    app_name AS app,
    time_to_first_token_ms AS ttft_ms,
    generation_time_ms AS generation_ms,
    model_permaslug AS model_requested,
    model_permaslug AS permaslug,
    variant,
    provider_name AS provider,
    streamed,
    cancelled,
    CASE WHEN cancelled THEN 'client_gone' WHEN finish_reason_normalized = 'error'
         THEN 'upstream_error' ELSE 'done' END AS terminal_state,
    CASE WHEN finish_reason_normalized IN ('stop', 'length', 'tool_calls', 'content_filter', 'error')
         THEN finish_reason_normalized END AS finish_reason,
    finish_reason_raw AS native_finish_reason,
    tokens_prompt AS prompt_tokens,
    tokens_completion AS completion_tokens,
    tokens_reasoning AS reasoning_tokens,
    tokens_cached AS cache_read_tokens,
    usd_to_nano(cost_total) AS cost_nano_usd,
    usd_to_nano(CASE WHEN byok_usage_inference > 0 THEN byok_usage_inference END)
        AS upstream_cost_nano_usd,
    -usd_to_nano(cost_cache) AS cache_discount_nano_usd,
    byok_usage_inference > 0 AS is_byok,
    variant = 'free' AS is_free
FROM source
