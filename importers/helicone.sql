-- source: helicone
-- title: Helicone, table request_response_rmt
-- format: csv, json, parquet
-- records: ., data
-- times: request_created_at is UTC
-- identity: request_id
-- text: request_body
-- parameters:
--   disjoint = true
-- notes:
--   Helicone takes cached and audio tokens out of prompt_tokens and reasoning and audio tokens out
--   of completion_tokens; here they are added again. Rows of before mid 2025, which hold the
--   provider's own totals, want --set disjoint=false.
--   cost is in billionths of a US dollar, as the table has it.
--   Answers from Helicone's own cache are left out: no model generated them.
--   Of request_body only labels are kept.
--   status below 0 is Helicone's own: -1 timeout, -2 still pending, -3 cancelled, -4 a threat.
-- columns:
--   request_id VARCHAR required
--   request_created_at TIMESTAMPTZ required
--   response_id VARCHAR
--   latency DOUBLE
--   time_to_first_token DOUBLE
--   status BIGINT required
--   prompt_tokens BIGINT required
--   completion_tokens BIGINT required
--   prompt_cache_read_tokens BIGINT
--   prompt_cache_write_tokens BIGINT
--   prompt_audio_tokens BIGINT
--   completion_audio_tokens BIGINT
--   reasoning_tokens BIGINT
--   model VARCHAR required
--   provider VARCHAR
--   country_code VARCHAR
--   user_id VARCHAR personal
--   proxy_key_id VARCHAR personal
--   cost DOUBLE
--   is_passthrough_billing BOOLEAN
--   cache_reference_id VARCHAR
--   request_body VARCHAR
SELECT
    row_id AS generation_id,
    CAST(request_created_at AS TIMESTAMP) AS created_at,
    user_id AS account_id,
    proxy_key_id AS api_key_id,
    time_to_first_token AS ttft_ms,
    latency AS generation_ms,
    CASE WHEN regexp_full_match(upper(country_code), '[A-Z]{2}') AND upper(country_code) <> 'XX'
         THEN upper(country_code) END AS country,
    nullif(model, '') AS model_requested,
    provider_named(provider) AS provider,
    CASE WHEN time_to_first_token > 0 THEN true END AS streamed,
    status = -3 AS cancelled,
    CASE WHEN status = -1 THEN 'timeout' WHEN status = -2 THEN 'lost'
         WHEN status = -3 THEN 'client_gone' WHEN status = -4 THEN 'rejected'
         WHEN status >= 400 THEN 'upstream_error' ELSE 'done' END AS terminal_state,
    CASE WHEN status >= 400 THEN 'error' END AS finish_reason,
    CASE WHEN status >= 100 THEN status END AS http_status,
    prompt_tokens + CASE WHEN {disjoint} THEN coalesce(prompt_cache_read_tokens, 0)
        + coalesce(prompt_cache_write_tokens, 0) + coalesce(prompt_audio_tokens, 0) ELSE 0 END
        AS prompt_tokens,
    completion_tokens + CASE WHEN {disjoint} THEN coalesce(reasoning_tokens, 0)
        + coalesce(completion_audio_tokens, 0) ELSE 0 END AS completion_tokens,
    reasoning_tokens,
    prompt_cache_read_tokens AS cache_read_tokens,
    prompt_cache_write_tokens AS cache_write_tokens,
    CAST(cost AS BIGINT) AS cost_nano_usd,
    is_passthrough_billing AS is_byok,
    request_body AS labels,
    CASE WHEN cost <> round(cost) THEN 'cost is not a whole number of billionths of a dollar'
         WHEN least(prompt_tokens, completion_tokens, prompt_audio_tokens,
                    completion_audio_tokens, reasoning_tokens, prompt_cache_read_tokens,
                    prompt_cache_write_tokens) < 0 THEN 'a token count is negative'
         WHEN NOT {disjoint} AND prompt_cache_read_tokens > prompt_tokens
         THEN 'cached tokens exceed prompt_tokens' END AS reject_reason
FROM source
WHERE coalesce(cache_reference_id, '00000000-0000-0000-0000-000000000000')
      IN ('', '00000000-0000-0000-0000-000000000000')
