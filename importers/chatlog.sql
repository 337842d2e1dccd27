-- source: chatlog
-- title: Logs and data sets with messages or prompts, one generation a record
-- format: csv, json, parquet
-- records: ., data, records, rows
-- times: with or without zone (then UTC), or seconds, milliseconds, micro- or nanoseconds since 1970
-- identity: id or row of created_at, model, messages, prompt, answer
-- text: messages, prompt
-- measured: answer
-- parameters:
--   at = CAST(NULL AS TIMESTAMP)
-- notes:
--   A record is one generation: its prompt is what stands before the last answer of the assistant.
--   Of texts only labels and sizes are kept; --no-labels keeps sizes alone.
--   Tokens that a record does not count are estimated as a quarter of the bytes of its texts, and
--   usage_provenance then says estimated.
--   Records without a time take that of --set "at=TIMESTAMP '2026-03-02'".
--   --set sample=0.0025 labels a share of the generations, by a hash of their ids; records without
--   an id get a keyed hash of what they say for one.
--   A language or category that a record names itself is not taken over.
--   The names of users, sessions and keys are hashed.
-- columns:
--   id|generation_id|request_id|requestId|uuid|conversation_hash|conversation_id|question_id
--     |response_id VARCHAR
--   created_at|createdAt|timestamp|ts|time|date|datetime|created|created_time|start_time|startTime
--     |request_time|tstamp VARCHAR
--   messages|conversation|conversations|chat|dialog|dialogue|turns VARCHAR alternative
--   prompt|text|input|query|question|instruction|user_message|request|request_body
--     |content VARCHAR alternative
--   answer|response|completion|output|assistant_message|response_body|generation VARCHAR
--   model|model_name|modelName|model_id|engine|deployment VARCHAR
--   provider|provider_name|vendor VARCHAR
--   account|account_id|user|user_id|userId|customer|customer_id|organization_id|org_id|team_id
--     |tenant_id|hashed_ip|username VARCHAR personal
--   session|session_id|sessionId|thread_id|chat_id|trace_id VARCHAR personal
--   api_key|api_key_id|key_id|key_name VARCHAR personal
--   app|application|app_name|client|project VARCHAR
--   country|country_code|countryCode VARCHAR
--   region VARCHAR
--   prompt_tokens|input_tokens|promptTokens|inputTokens|tokens_prompt|tokens_in|num_prompt_tokens
--     |prompt_token_count BIGINT
--   completion_tokens|output_tokens|completionTokens|outputTokens|tokens_completion|tokens_out
--     |num_completion_tokens|completion_token_count BIGINT
--   reasoning_tokens|reasoningTokens BIGINT
--   cache_read_tokens|cached_tokens BIGINT
--   usage JSON
--   cost|cost_usd|costUSD|total_cost|totalCost|spend|price_usd DOUBLE
--   ttft_ms|time_to_first_token_ms DOUBLE
--   latency_ms|duration_ms|generation_ms|response_time_ms DOUBLE
--   finish_reason|finishReason|stop_reason VARCHAR
--   status_code|http_status|statusCode INTEGER
--   streamed|stream BOOLEAN
WITH timed AS (
    SELECT *, TRY_CAST(created_at AS DOUBLE) AS since_1970
    FROM source
), known AS (
    SELECT
        *,
        CASE WHEN since_1970 >= 1e17 THEN make_timestamp(CAST(since_1970 / 1e3 AS BIGINT))
             WHEN since_1970 >= 1e14 THEN make_timestamp(CAST(since_1970 AS BIGINT))
             WHEN since_1970 >= 1e11 THEN make_timestamp(CAST(since_1970 * 1e3 AS BIGINT))
             WHEN since_1970 IS NOT NULL THEN make_timestamp(CAST(since_1970 * 1e6 AS BIGINT))
             ELSE CAST(TRY_CAST(created_at AS TIMESTAMPTZ) AS TIMESTAMP) END AS moment,
        coalesce(messages, prompt) AS said,
        coalesce(prompt_tokens, TRY_CAST(coalesce(usage ->> '$.prompt_tokens',
            usage ->> '$.input_tokens') AS BIGINT)) AS counted_prompt,
        coalesce(completion_tokens, TRY_CAST(coalesce(usage ->> '$.completion_tokens',
            usage ->> '$.output_tokens') AS BIGINT)) AS counted_completion
    FROM timed
), measured AS (
    SELECT
        *,
        nullif(TRY_CAST(said ->> '$.prompt_bytes' AS BIGINT), 0) AS prompt_bytes,
        nullif(CASE WHEN answer IS NULL THEN TRY_CAST(said ->> '$.answer_bytes' AS BIGINT)
                    ELSE TRY_CAST(answer ->> '$.prompt_bytes' AS BIGINT)
                         + TRY_CAST(answer ->> '$.answer_bytes' AS BIGINT) END, 0)
            AS answer_bytes
    FROM known
)
SELECT
    row_id AS generation_id,
    CASE WHEN created_at IS NULL THEN {at} ELSE moment END AS created_at,
    session AS session_hash,
    account AS account_id,
    api_key AS api_key_id,
    app,
    ttft_ms,
    latency_ms AS generation_ms,
    CASE WHEN regexp_full_match(upper(country), '[A-Z]{2}') THEN upper(country) END AS country,
    region,
    nullif(model, '') AS model_requested,
    provider_named(provider) AS provider,
    CASE WHEN (said ->> '$.kind') = 'messages' THEN 'chat' END AS api_type,
    streamed,
    CASE WHEN status_code >= 400 THEN 'upstream_error' ELSE 'done' END AS terminal_state,
    CASE WHEN status_code >= 400 THEN 'error' ELSE finish_reason_of(finish_reason) END
        AS finish_reason,
    finish_reason AS native_finish_reason,
    status_code AS http_status,
    nullif(TRY_CAST(said ->> '$.tool_calls' AS INTEGER), 0) AS tool_calls,
    TRY_CAST(said ->> '$.turns' AS INTEGER) AS turns,
    coalesce(counted_prompt, (prompt_bytes + 3) // 4) AS prompt_tokens,
    coalesce(counted_completion, (answer_bytes + 3) // 4) AS completion_tokens,
    coalesce(reasoning_tokens,
             TRY_CAST(usage ->> '$.completion_tokens_details.reasoning_tokens' AS BIGINT))
        AS reasoning_tokens,
    coalesce(cache_read_tokens,
             TRY_CAST(usage ->> '$.prompt_tokens_details.cached_tokens' AS BIGINT))
        AS cache_read_tokens,
    nullif(TRY_CAST(said ->> '$.media' AS BIGINT), 0) AS media_prompt,
    CASE WHEN coalesce(counted_prompt, prompt_bytes, counted_completion, answer_bytes) IS NULL
         THEN 'unknown'
         WHEN counted_prompt IS NULL OR counted_completion IS NULL THEN 'estimated'
         ELSE 'imported' END AS usage_provenance,
    usd_to_nano(cost) AS cost_nano_usd,
    said AS labels,
    CASE WHEN said IS NULL OR (said ->> '$.kind') = 'none' THEN 'there is no prompt'
         WHEN messages IS NOT NULL AND (said ->> '$.kind') <> 'messages'
         THEN 'the messages cannot be read'
         WHEN created_at IS NOT NULL AND moment IS NULL THEN 'created_at is no time'
    END AS reject_reason
FROM measured
