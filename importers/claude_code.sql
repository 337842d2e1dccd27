-- source: claude-code
-- title: Claude Code usage rows, one a request (CSV)
-- format: csv
-- times: timestamp carries its zone; without one it is taken as UTC
-- identity: request_id or row of timestamp, message_id, model, output_tokens
-- notes:
--   input_tokens leaves out cache reads and writes: prompt_tokens is the sum of the three.
--   Without a stop reason the row was written while the answer still streamed: output_tokens is
--   then what had arrived, and usage_provenance says provider_partial.
--   Whoever bills (Anthropic, Bedrock, Vertex) is told by the form of the message id.
-- columns:
--   timestamp TIMESTAMPTZ required
--   request_id VARCHAR
--   message_id VARCHAR
--   session_id VARCHAR personal
--   model VARCHAR required
--   input_tokens BIGINT required
--   cache_creation_input_tokens BIGINT
--   cache_read_input_tokens BIGINT
--   output_tokens BIGINT required
--   stop_reason VARCHAR
--   tool_use_blocks|tool_calls BIGINT
--   cost_usd|costUSD DOUBLE
SELECT
    row_id AS generation_id,
    CAST("timestamp" AS TIMESTAMP) AS created_at,
    request_id,
    session_id AS session_hash,
    'Claude Code' AS app,
    model AS model_requested,
    CASE WHEN message_id LIKE 'msg_bdrk_%' THEN 'Amazon Bedrock'
         WHEN message_id LIKE 'msg_vrtx_%' THEN 'Google' ELSE 'Anthropic' END AS provider,
    message_id AS upstream_id,
    'messages' AS api_type,
    CASE WHEN stop_reason IS NOT NULL THEN 'done' END AS terminal_state,
    finish_reason_of(stop_reason) AS finish_reason,
    stop_reason AS native_finish_reason,
    CASE WHEN tool_use_blocks > 0 THEN true END AS tools_offered,
    tool_use_blocks AS tool_calls,
    input_tokens + coalesce(cache_creation_input_tokens, 0) + coalesce(cache_read_input_tokens, 0)
        AS prompt_tokens,
    output_tokens AS completion_tokens,
    cache_read_input_tokens AS cache_read_tokens,
    cache_creation_input_tokens AS cache_write_tokens,
    CASE WHEN stop_reason IS NULL THEN 'provider_partial' ELSE 'provider_final' END
        AS usage_provenance,
    usd_to_nano(cost_usd) AS cost_nano_usd,
    CASE WHEN least(input_tokens, cache_creation_input_tokens, cache_read_input_tokens) < 0
         THEN 'a token count is negative' END AS reject_reason
FROM source
