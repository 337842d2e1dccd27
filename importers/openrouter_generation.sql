-- source: openrouter
-- title: OpenRouter GET /generation (JSON, one or many answers)
-- format: json
-- records: data, .
-- times: created_at carries its zone
-- identity: id
-- notes:
--   Column names as the API has them, or as OpenRouter's TypeScript SDK writes them (camelCase).
--   Token counts are the provider's own (native_tokens_*), which OpenRouter bills by; without them
--   those of its common tokenizer.
--   latency is the time to the first token of a streamed answer.
--   cache_discount is positive for a discount. external_user and session_id are hashed.
-- columns:
--   id VARCHAR required
--   created_at|createdAt TIMESTAMPTZ required
--   model VARCHAR required
--   upstream_id|upstreamId VARCHAR
--   total_cost|usage|totalCost DOUBLE
--   cache_discount|cacheDiscount DOUBLE
--   upstream_inference_cost|upstreamInferenceCost DOUBLE
--   is_byok|isByok BOOLEAN
--   origin VARCHAR
--   http_referer|httpReferer VARCHAR
--   external_user|externalUser VARCHAR personal
--   session_id|sessionId VARCHAR personal
--   api_type|apiType VARCHAR
--   data_region|dataRegion VARCHAR
--   provider_name|providerName VARCHAR
--   provider_responses|providerResponses JSON
--   streamed BOOLEAN
--   cancelled BOOLEAN
--   latency DOUBLE
--   generation_time|generationTime DOUBLE
--   finish_reason|finishReason VARCHAR
--   native_finish_reason|nativeFinishReason VARCHAR
--   native_tokens_prompt|tokens_prompt|nativeTokensPrompt|tokensPrompt BIGINT required
--   native_tokens_completion|tokens_completion
--     |nativeTokensCompletion|tokensCompletion BIGINT required
--   native_tokens_reasoning|nativeTokensReasoning BIGINT
--   native_tokens_cached|nativeTokensCached BIGINT
--   num_media_prompt|numMediaPrompt BIGINT
--   num_media_completion|numMediaCompletion BIGINT
SELECT
    row_id AS generation_id,
    CAST(created_at AS TIMESTAMP) AS created_at,
    session_id AS session_hash,
    external_user AS account_id,
    coalesce(nullif(http_referer, ''), nullif(origin, '')) AS app,
    CASE WHEN streamed THEN latency END AS ttft_ms,
    generation_time AS generation_ms,
    data_region AS region,
    model AS model_requested,
    coalesce(nullif(regexp_extract(model, ':([a-z]+)$', 1), ''), 'standard') AS variant,
    provider_name AS provider,
    upstream_id,
    CASE api_type WHEN 'completions' THEN 'chat' ELSE api_type END AS api_type,
    nullif(json_array_length(provider_responses), 0) AS attempts,
    streamed,
    cancelled,
    CASE WHEN cancelled THEN 'client_gone' WHEN finish_reason = 'error' THEN 'upstream_error'
         ELSE 'done' END AS terminal_state,
    finish_reason_of(finish_reason) AS finish_reason,
    native_finish_reason,
    native_tokens_prompt AS prompt_tokens,
    native_tokens_completion AS completion_tokens,
    native_tokens_reasoning AS reasoning_tokens,
    native_tokens_cached AS cache_read_tokens,
    num_media_prompt AS media_prompt,
    num_media_completion AS media_completion,
    usd_to_nano(total_cost) AS cost_nano_usd,
    usd_to_nano(upstream_inference_cost) AS upstream_cost_nano_usd,
    usd_to_nano(cache_discount) AS cache_discount_nano_usd,
    is_byok,
    model LIKE '%:free' AS is_free
FROM source
