-- source: litellm
-- title: LiteLLM proxy, table LiteLLM_SpendLogs
-- format: csv, json, parquet
-- records: ., data
-- times: startTime and endTime are UTC, with or without saying so
-- identity: request_id
-- text: messages
-- notes:
--   api_key, user, end_user, team_id and session_id are hashed. The account is user, else end_user,
--   else team_id.
--   Cached and reasoning tokens come from the usage_object that newer versions keep in metadata
--   (older ones: additional_usage_values). prompt_tokens holds cache reads and writes already.
--   Answers from LiteLLM's own cache (cache_hit) are left out: no model generated them.
--   Of messages, where the proxy stores them, only labels are kept; embeddings get none.
--   completionStartTime equals endTime where nothing was streamed; it is then no first token.
-- columns:
--   request_id VARCHAR required
--   startTime|start_time TIMESTAMPTZ required
--   endTime|end_time TIMESTAMPTZ
--   completionStartTime|completion_start_time TIMESTAMPTZ
--   call_type VARCHAR
--   api_key VARCHAR personal
--   spend DOUBLE required
--   total_tokens BIGINT
--   prompt_tokens BIGINT required
--   completion_tokens BIGINT required
--   model VARCHAR required
--   model_group VARCHAR
--   custom_llm_provider VARCHAR
--   user VARCHAR personal
--   end_user VARCHAR personal
--   team_id VARCHAR personal
--   session_id VARCHAR personal
--   metadata JSON
--   messages VARCHAR
--   cache_hit VARCHAR
--   status VARCHAR
WITH opened AS (
    SELECT
        *,
        CASE WHEN json_type(metadata) = 'VARCHAR' THEN TRY_CAST(metadata ->> '$' AS JSON)
             ELSE metadata END AS details
    FROM source
    WHERE lower(coalesce(cache_hit, '')) <> 'true'
), measured AS (
    SELECT
        *,
        coalesce(status, details ->> '$.status', 'success') AS outcome,
        coalesce(nullif(details -> '$.usage_object', 'null'),
                 details -> '$.additional_usage_values') AS usage
    FROM opened
), counted AS (
    SELECT
        *,
        TRY_CAST(coalesce(usage ->> '$.prompt_tokens_details.cached_tokens',
                          usage ->> '$.cache_read_input_tokens') AS BIGINT) AS cache_read,
        TRY_CAST(coalesce(usage ->> '$.cache_creation_input_tokens',
                          usage ->> '$.prompt_tokens_details.cache_creation_tokens') AS BIGINT)
            AS cache_write
    FROM measured
)
SELECT
    row_id AS generation_id,
    CAST(startTime AS TIMESTAMP) AS created_at,
    session_id AS session_hash,
    coalesce("user", end_user, team_id) AS account_id,
    api_key AS api_key_id,
    CASE WHEN completionStartTime < endTime
         THEN date_diff('microsecond', startTime, completionStartTime) / 1000.0 END AS ttft_ms,
    date_diff('microsecond', startTime, endTime) / 1000.0 AS generation_ms,
    coalesce(nullif(model, ''), model_group) AS model_requested,
    provider_named(custom_llm_provider) AS provider,
    CASE WHEN call_type IN ('completion', 'acompletion') THEN 'chat'
         WHEN call_type IN ('text_completion', 'atext_completion') THEN 'completion'
         WHEN call_type IN ('embedding', 'aembedding') THEN 'embeddings'
         WHEN call_type IN ('responses', 'aresponses') THEN 'responses'
         WHEN call_type = 'anthropic_messages' THEN 'messages' END AS api_type,
    CASE WHEN completionStartTime < endTime THEN true END AS streamed,
    CASE WHEN outcome = 'failure' THEN 'upstream_error' ELSE 'done' END AS terminal_state,
    CASE WHEN outcome = 'failure' THEN 'error' END AS finish_reason,
    TRY_CAST(details ->> '$.error_information.error_code' AS INTEGER) AS http_status,
    prompt_tokens,
    completion_tokens,
    TRY_CAST(usage ->> '$.completion_tokens_details.reasoning_tokens' AS BIGINT)
        AS reasoning_tokens,
    cache_read AS cache_read_tokens,
    cache_write AS cache_write_tokens,
    usd_to_nano(spend) AS cost_nano_usd,
    CASE WHEN contains(call_type, 'embedding') THEN NULL ELSE messages END AS labels,
    CASE WHEN prompt_tokens + completion_tokens <> total_tokens
         THEN 'prompt and completion tokens do not add up to total_tokens'
         WHEN coalesce(cache_read, 0) + coalesce(cache_write, 0) > prompt_tokens
         THEN 'cached tokens exceed prompt_tokens' END AS reject_reason
FROM counted
