-- source: claude-code
-- title: Claude Code session transcripts (JSONL)
-- format: json
-- times: timestamp carries its zone
-- notes:
--   Of a message only id, model, usage, stop reason and the ids of its tool calls are read; never
--   its text. Lines of users, tools, summaries and snapshots are no generations and are left out,
--   as are the answers that Claude Code itself writes (<synthetic>).
--   One answer spans several lines that repeat its message id and request id: they become one
--   generation, named by the request id, with the most complete usage and all tool calls.
--   input_tokens leaves out cache reads and writes: prompt_tokens is the sum of the three.
-- columns:
--   type VARCHAR required
--   timestamp TIMESTAMPTZ required
--   sessionId VARCHAR personal
--   requestId VARCHAR
--   uuid VARCHAR
--   costUSD DOUBLE
--   message JSON required
WITH lines AS (
    SELECT
        coalesce(requestId, message ->> '$.id', uuid) AS generation_id,
        CAST("timestamp" AS TIMESTAMP) AS written_at,
        sessionId AS session_id,
        requestId AS request_id,
        costUSD AS cost_usd,
        message ->> '$.id' AS message_id,
        message ->> '$.model' AS model,
        message ->> '$.stop_reason' AS stop_reason,
        message -> '$.usage' AS usage,
        coalesce(TRY_CAST(message ->> '$.usage.output_tokens' AS BIGINT), -1) AS output_tokens,
        list_transform(
            list_filter(TRY_CAST(message -> '$.content' AS JSON[]),
                        lambda block: (block ->> '$.type') IN ('tool_use', 'server_tool_use')),
            lambda block: block ->> '$.id') AS tool_ids
    FROM source
    WHERE type = 'assistant' AND coalesce(message ->> '$.model', '') <> '<synthetic>'
), answers AS (
    SELECT
        generation_id,
        min(written_at) AS created_at,
        any_value(session_id) AS session_id,
        any_value(request_id) AS request_id,
        max(cost_usd) AS cost_usd,
        any_value(message_id) AS message_id,
        any_value(model) AS model,
        arg_max(stop_reason, written_at) FILTER (WHERE stop_reason IS NOT NULL) AS stop_reason,
        arg_max(usage, (output_tokens, written_at)) AS usage,
        len(list_distinct(flatten(list(tool_ids)))) AS tool_calls
    FROM lines GROUP BY generation_id
)
SELECT
    generation_id,
    created_at,
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
    CASE WHEN tool_calls > 0 THEN true END AS tools_offered,
    tool_calls,
    TRY_CAST(usage ->> '$.input_tokens' AS BIGINT)
        + coalesce(TRY_CAST(usage ->> '$.cache_creation_input_tokens' AS BIGINT), 0)
        + coalesce(TRY_CAST(usage ->> '$.cache_read_input_tokens' AS BIGINT), 0) AS prompt_tokens,
    usage ->> '$.output_tokens' AS completion_tokens,
    usage ->> '$.cache_read_input_tokens' AS cache_read_tokens,
    usage ->> '$.cache_creation_input_tokens' AS cache_write_tokens,
    CASE WHEN usage IS NULL THEN 'unknown' WHEN stop_reason IS NULL THEN 'provider_partial'
         ELSE 'provider_final' END AS usage_provenance,
    usd_to_nano(cost_usd) AS cost_nano_usd,
    CASE WHEN usage ->> '$.input_tokens' IS NOT NULL
              AND TRY_CAST(usage ->> '$.input_tokens' AS BIGINT) IS NULL
         THEN 'input_tokens is not a BIGINT'
         WHEN TRY_CAST(usage ->> '$.input_tokens' AS BIGINT) < 0
         THEN 'a token count is negative' END AS reject_reason
FROM answers
