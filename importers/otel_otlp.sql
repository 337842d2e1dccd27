-- source: otel
-- title: OTLP/JSON trace export (resourceSpans)
-- format: json
-- times: nanoseconds since 1970
-- notes:
--   Takes the spans of all resources and scopes of files as the collector's file exporter and the
--   SDKs write them: one export a line, or one in the file.
--   Attributes by the names that otel_spans.sql knows; of all others nothing is kept, of input
--   messages only labels. Only model calls are taken, as there.
-- columns:
--   resourceSpans|resource_spans JSON required
WITH known(name, key, rank) AS (
    VALUES ('conversation', 'gen_ai.conversation.id', 1),
           ('conversation', 'session.id', 2),
           ('account', 'user.id', 1),
           ('account', 'enduser.id', 2),
           ('span_type', 'openinference.span.kind', 1),
           ('span_type', 'traceloop.span.kind', 2),
           ('operation', 'gen_ai.operation.name', 1),
           ('operation', 'llm.request.type', 2),
           ('error_type', 'error.type', 1),
           ('system', 'gen_ai.provider.name', 1),
           ('system', 'gen_ai.system', 2),
           ('system', 'llm.provider', 3),
           ('system', 'llm.system', 4),
           ('model', 'gen_ai.request.model', 1),
           ('model', 'llm.request.model', 2),
           ('model', 'llm.model_name', 3),
           ('model', 'gen_ai.response.model', 4),
           ('model', 'embedding.model_name', 5),
           ('response_id', 'gen_ai.response.id', 1),
           ('finish', 'gen_ai.response.finish_reasons', 1),
           ('finish', 'llm.finish_reason', 2),
           ('prompt_tokens', 'gen_ai.usage.input_tokens', 1),
           ('prompt_tokens', 'gen_ai.usage.prompt_tokens', 2),
           ('prompt_tokens', 'llm.token_count.prompt', 3),
           ('prompt_tokens', 'llm.usage.prompt_tokens', 4),
           ('completion_tokens', 'gen_ai.usage.output_tokens', 1),
           ('completion_tokens', 'gen_ai.usage.completion_tokens', 2),
           ('completion_tokens', 'llm.token_count.completion', 3),
           ('completion_tokens', 'llm.usage.completion_tokens', 4),
           ('total_tokens', 'gen_ai.usage.total_tokens', 1),
           ('total_tokens', 'llm.token_count.total', 2),
           ('total_tokens', 'llm.usage.total_tokens', 3),
           ('cache_read', 'gen_ai.usage.cache_read.input_tokens', 1),
           ('cache_read', 'gen_ai.usage.cache_read_input_tokens', 2),
           ('cache_read', 'llm.token_count.prompt_details.cache_read', 3),
           ('cache_write', 'gen_ai.usage.cache_creation.input_tokens', 1),
           ('cache_write', 'gen_ai.usage.cache_creation_input_tokens', 2),
           ('cache_write', 'gen_ai.usage.cache_write.input_tokens', 3),
           ('cache_write', 'llm.token_count.prompt_details.cache_write', 4),
           ('reasoning', 'gen_ai.usage.reasoning.output_tokens', 1),
           ('reasoning', 'gen_ai.usage.reasoning_tokens', 2),
           ('reasoning', 'llm.token_count.completion_details.reasoning', 3),
           ('cost', 'gen_ai.usage.cost', 1),
           ('cost', 'llm.cost.total', 2),
           ('streamed', 'gen_ai.request.stream', 1),
           ('streamed', 'gen_ai.is_streaming', 2),
           ('streamed', 'llm.is_streaming', 3),
           ('first_chunk_s', 'gen_ai.response.time_to_first_chunk', 1),
           ('first_chunk_s', 'gen_ai.server.time_to_first_token', 2)
), scopes AS (
    SELECT unnest(TRY_CAST(coalesce(
        resource -> '$.scopeSpans', resource -> '$.scope_spans',
        resource -> '$.instrumentationLibrarySpans') AS JSON[])) AS scope
    FROM (SELECT unnest(TRY_CAST(resourceSpans AS JSON[])) AS resource FROM source)
), kept AS (
    -- Texts end here: of a span only what follows is looked at further.
    SELECT
        coalesce(span ->> '$.spanId', span ->> '$.span_id') AS span_id,
        coalesce(span ->> '$.traceId', span ->> '$.trace_id') AS trace_id,
        span ->> '$.name' AS name,
        coalesce(span ->> '$.startTimeUnixNano', span ->> '$.start_time_unix_nano') AS started_ns,
        coalesce(span ->> '$.endTimeUnixNano', span ->> '$.end_time_unix_nano') AS ended_ns,
        span ->> '$.status.code' AS status_code,
        list_filter(attributes, lambda attribute: regexp_full_match(attribute ->> '$.key',
            'gen_ai\.(conversation\.id|operation\.name|provider\.name|system|is_streaming'
            '|request\.(model|stream)|response\.(id|model|finish_reasons|time_to_first_chunk)'
            '|usage\..*|server\.time_to_first_token)|(session|user|enduser)\.id|error\.type'
            '|(openinference|traceloop)\.span\.kind|embedding\.model_name'
            '|llm\.(request\.(type|model)|provider|system|model_name|finish_reason|is_streaming'
            '|token_count\..*|usage\..*|cost\.total)')) AS attributes,
        text_facts(list_filter(attributes, lambda attribute: (attribute ->> '$.key') IN
            ('gen_ai.input.messages', 'gen_ai.prompt', 'input.value', 'llm.input_messages'))[1]
            ->> '$.value.stringValue', {labelled}) AS messages
    FROM (SELECT span, TRY_CAST(span -> '$.attributes' AS JSON[]) AS attributes
          FROM (SELECT unnest(TRY_CAST(scope -> '$.spans' AS JSON[])) AS span FROM scopes))
), spans AS MATERIALIZED (
    SELECT *, row_number() OVER () AS number FROM kept
), attributes AS (
    SELECT
        number,
        attribute ->> '$.key' AS key,
        coalesce(attribute ->> '$.value.stringValue', attribute ->> '$.value.intValue',
                 attribute ->> '$.value.doubleValue', attribute ->> '$.value.boolValue',
                 attribute ->> '$.value.arrayValue.values[0].stringValue') AS value
    FROM (SELECT number, unnest(attributes) AS attribute FROM spans)
), values_by_name AS (
    SELECT number, known.name, arg_min(value, rank) AS value
    FROM attributes JOIN known USING (key) WHERE value IS NOT NULL GROUP BY number, known.name
), chosen AS (
    SELECT
        number,
        any_value(value) FILTER (name = 'conversation') AS conversation,
        any_value(value) FILTER (name = 'account') AS account,
        any_value(value) FILTER (name = 'span_type') AS span_type,
        any_value(value) FILTER (name = 'operation') AS operation,
        any_value(value) FILTER (name = 'error_type') AS error_type,
        any_value(value) FILTER (name = 'system') AS system,
        any_value(value) FILTER (name = 'model') AS model,
        any_value(value) FILTER (name = 'response_id') AS response_id,
        any_value(value) FILTER (name = 'finish') AS finish,
        TRY_CAST(any_value(value) FILTER (name = 'prompt_tokens') AS BIGINT) AS prompt_tokens,
        TRY_CAST(any_value(value) FILTER (name = 'completion_tokens') AS BIGINT)
            AS completion_tokens,
        TRY_CAST(any_value(value) FILTER (name = 'total_tokens') AS BIGINT) AS total_tokens,
        TRY_CAST(any_value(value) FILTER (name = 'cache_read') AS BIGINT) AS cache_read,
        TRY_CAST(any_value(value) FILTER (name = 'cache_write') AS BIGINT) AS cache_write,
        TRY_CAST(any_value(value) FILTER (name = 'reasoning') AS BIGINT) AS reasoning,
        TRY_CAST(any_value(value) FILTER (name = 'cost') AS DOUBLE) AS cost,
        TRY_CAST(any_value(value) FILTER (name = 'streamed') AS BOOLEAN) AS streamed,
        TRY_CAST(any_value(value) FILTER (name = 'first_chunk_s') AS DOUBLE) AS first_chunk_s
    FROM values_by_name GROUP BY number
), calls AS (
    SELECT
        chosen.* EXCLUDE (finish),
        regexp_extract(finish, '[A-Za-z_-]+') AS finish,
        spans.* EXCLUDE (number, attributes),
        make_timestamp(TRY_CAST(started_ns AS BIGINT) // 1000) AS started_at,
        make_timestamp(TRY_CAST(ended_ns AS BIGINT) // 1000) AS ended_at,
        coalesce(status_code IN ('2', 'STATUS_CODE_ERROR'), false)
            OR error_type IS NOT NULL AS is_failed
    FROM spans JOIN chosen USING (number)
)
SELECT
    regexp_replace(span_id, '^0x', '') AS generation_id,
    started_at AS created_at,
    keyed_hash(coalesce(conversation, trace_id)) AS session_hash,
    keyed_hash(account) AS account_id,
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
