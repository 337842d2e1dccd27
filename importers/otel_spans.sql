-- source: otel
-- title: OpenTelemetry GenAI and OpenInference spans, one a row, attributes as columns
-- format: csv, json, parquet
-- records: ., data
-- times: start_time with or without zone (then UTC), or nanoseconds since 1970
-- identity: span_id
-- text: messages
-- prefix: attributes.
-- notes:
--   Takes the gen_ai.* names, current and older, the llm.* names of OpenInference and OpenLLMetry,
--   each with or without "attributes." before it, and plain names.
--   Of input messages only labels are kept; embeddings get none.
--   Only model calls are taken: spans of agents, chains, tools, retrievers and the like are left
--   out, or their tokens would count twice; so are spans with neither a model nor tokens.
--   input tokens hold cached ones and output tokens hold reasoning, as both conventions say.
-- columns:
--   span_id|spanId|context.span_id VARCHAR required
--   trace_id|traceId|context.trace_id VARCHAR personal
--   conversation|gen_ai.conversation.id|session.id VARCHAR personal
--   account|user.id|enduser.id VARCHAR personal
--   start_time|startTime|timestamp TIMESTAMPTZ
--   end_time|endTime TIMESTAMPTZ
--   start_time_ns|start_time_unix_nano|startTimeUnixNano BIGINT
--   end_time_ns|end_time_unix_nano|endTimeUnixNano BIGINT
--   name|span_name VARCHAR
--   span_type|openinference.span.kind|traceloop.span.kind|span_kind|kind VARCHAR
--   operation|gen_ai.operation.name|llm.request.type VARCHAR
--   status|status_code|status.code VARCHAR
--   error_type|error.type VARCHAR
--   system|gen_ai.provider.name|gen_ai.system|llm.provider|llm.system VARCHAR
--   model|gen_ai.request.model|llm.request.model|llm.model_name|gen_ai.response.model
--     |embedding.model_name VARCHAR required
--   response_id|gen_ai.response.id VARCHAR
--   finish_reasons|gen_ai.response.finish_reasons|llm.finish_reason VARCHAR
--   prompt_tokens|gen_ai.usage.input_tokens|gen_ai.usage.prompt_tokens|llm.token_count.prompt
--     |llm.usage.prompt_tokens|input_tokens DOUBLE required
--   completion_tokens|gen_ai.usage.output_tokens|gen_ai.usage.completion_tokens
--     |llm.token_count.completion|llm.usage.completion_tokens|output_tokens DOUBLE
--   total_tokens|gen_ai.usage.total_tokens|llm.token_count.total|llm.usage.total_tokens DOUBLE
--   cache_read|gen_ai.usage.cache_read.input_tokens|gen_ai.usage.cache_read_input_tokens
--     |llm.token_count.prompt_details.cache_read DOUBLE
--   cache_write|gen_ai.usage.cache_creation.input_tokens|gen_ai.usage.cache_creation_input_tokens
--     |gen_ai.usage.cache_write.input_tokens|llm.token_count.prompt_details.cache_write DOUBLE
--   reasoning|gen_ai.usage.reasoning.output_tokens|gen_ai.usage.reasoning_tokens
--     |llm.token_count.completion_details.reasoning DOUBLE
--   cost|gen_ai.usage.cost|llm.cost.total DOUBLE
--   messages|gen_ai.input.messages|gen_ai.prompt|input.value|llm.input_messages
--     |gen_ai.prompt.0.content VARCHAR
--   streamed|gen_ai.request.stream|gen_ai.is_streaming|llm.is_streaming BOOLEAN
--   first_chunk_s|gen_ai.response.time_to_first_chunk|gen_ai.server.time_to_first_token DOUBLE
WITH calls AS (
    SELECT
        *,
        coalesce(CAST(start_time AS TIMESTAMP), make_timestamp(start_time_ns // 1000))
            AS started_at,
        coalesce(CAST(end_time AS TIMESTAMP), make_timestamp(end_time_ns // 1000)) AS ended_at,
        regexp_extract(finish_reasons, '[A-Za-z_-]+') AS finish,
        coalesce(upper(status) IN ('ERROR', 'STATUS_CODE_ERROR', '2'), false)
            OR error_type IS NOT NULL AS is_failed
    FROM source
)
SELECT
    regexp_replace(span_id, '^0x', '') AS generation_id,
    started_at AS created_at,
    coalesce(conversation, trace_id) AS session_hash,
    account AS account_id,
    first_chunk_s * 1000 AS ttft_ms,
    date_diff('microsecond', started_at, ended_at) / 1000.0 AS generation_ms,
    nullif(model, '') AS model_requested,
    provider_named(system) AS provider,
    response_id AS upstream_id,
    CASE WHEN operation IN ('chat', 'generate_content') THEN 'chat'
         WHEN operation IN ('text_completion', 'completion') THEN 'completion'
         WHEN operation LIKE 'embedding%' OR upper(span_type) = 'EMBEDDING'
              OR name ILIKE '%embedding%' THEN 'embeddings' END AS api_type,
    streamed,
    CASE WHEN is_failed THEN 'upstream_error' ELSE 'done' END AS terminal_state,
    CASE WHEN is_failed THEN 'error' ELSE finish_reason_of(finish) END AS finish_reason,
    nullif(finish, '') AS native_finish_reason,
    prompt_tokens,
    completion_tokens,
    reasoning AS reasoning_tokens,
    cache_read AS cache_read_tokens,
    cache_write AS cache_write_tokens,
    usd_to_nano(cost) AS cost_nano_usd,
    CASE WHEN operation LIKE 'embedding%' OR upper(span_type) = 'EMBEDDING'
         THEN NULL ELSE messages END AS labels,
    CASE WHEN coalesce(cache_read, 0) + coalesce(cache_write, 0) > prompt_tokens
         THEN 'cached tokens exceed input tokens'
         WHEN prompt_tokens + coalesce(completion_tokens, 0) <> total_tokens
         THEN 'input and output tokens do not add up to the total' END AS reject_reason
FROM calls
WHERE coalesce(operation, 'chat') NOT IN ('execute_tool', 'invoke_agent', 'create_agent',
                                          'invoke_workflow', 'retrieval', 'rerank', 'plan')
  AND upper(coalesce(span_type, 'LLM')) NOT IN ('AGENT', 'CHAIN', 'TOOL', 'RETRIEVER',
                                                'RERANKER', 'EVALUATOR', 'GUARDRAIL',
                                                'WORKFLOW', 'TASK', 'PROMPT')
  AND (nullif(model, '') IS NOT NULL OR prompt_tokens IS NOT NULL)
