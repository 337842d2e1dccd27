-- source: langfuse
-- title: Langfuse observations (blob storage, UI or API export)
-- format: csv, json, parquet
-- records: ., data
-- times: start_time is UTC, with or without saying so
-- identity: id
-- text: request
-- notes:
--   Only observations of type GENERATION are taken; spans, tools, agents and the like are left out.
--   The keys of usage_details are disjoint: prompt_tokens is the sum of all keys with "input" in
--   their name, completion_tokens of those with "output" or "reasoning". Without usage_details
--   (older exports) the counts beside it are taken as they are; {} means that nothing is known.
--   Of input only labels are kept: what the last user turn and the system prompt are about.
--   Of tools only the number of calls and whether any were offered are read.
-- columns:
--   id VARCHAR required
--   type VARCHAR required
--   start_time|startTime TIMESTAMPTZ required
--   end_time|endTime TIMESTAMPTZ
--   completion_start_time|completionStartTime TIMESTAMPTZ
--   provided_model_name|providedModelName|model VARCHAR required
--   trace_id|traceId VARCHAR personal
--   session_id|sessionId VARCHAR personal
--   user_id|userId VARCHAR personal
--   usage_details|usageDetails JSON
--   input_usage|inputUsage|promptTokens BIGINT
--   output_usage|outputUsage|completionTokens BIGINT
--   total_usage|totalUsage|totalTokens BIGINT
--   total_cost|totalCost|calculated_total_cost|calculatedTotalCost DOUBLE
--   level VARCHAR
--   request|input VARCHAR
--   tool_call_names|toolCallNames JSON
--   tool_calls|toolCalls JSON
--   tool_definitions|toolDefinitions JSON
WITH generations AS (
    SELECT
        *,
        CASE WHEN json_type(usage_details) = 'VARCHAR' THEN TRY_CAST(usage_details ->> '$' AS JSON)
             ELSE usage_details END AS details
    FROM source
    WHERE upper(type) = 'GENERATION'
), classed AS (
    SELECT
        *,
        TRY_CAST(details AS MAP(VARCHAR, BIGINT)) AS classes,
        list_filter(map_entries(TRY_CAST(details AS MAP(VARCHAR, BIGINT))),
                    lambda class: class.key <> 'total' AND class.value IS NOT NULL) AS parts
    FROM generations
), summed AS (
    SELECT
        *,
        details IS NULL OR details = 'null' AS is_old,
        list_sum(list_transform(list_filter(parts, lambda class: contains(class.key, 'input')),
                                lambda class: class.value)) AS input,
        list_sum(list_transform(list_filter(parts, lambda class:
                     contains(class.key, 'output') OR contains(class.key, 'reasoning')),
                                lambda class: class.value)) AS output,
        list_sum(list_transform(list_filter(parts, lambda class:
                     contains(class.key, 'reasoning')), lambda class: class.value)) AS reasoning,
        list_sum(list_transform(list_filter(parts, lambda class:
                     contains(class.key, 'cache_read') OR contains(class.key, 'cached')),
                                lambda class: class.value)) AS cache_read,
        list_sum(list_transform(list_filter(parts, lambda class:
                     contains(class.key, 'cache_creation') OR contains(class.key, 'cache_write')),
                                lambda class: class.value)) AS cache_write,
        list_sum(list_transform(parts, lambda class: class.value)) AS everything
    FROM classed
)
SELECT
    row_id AS generation_id,
    CAST(start_time AS TIMESTAMP) AS created_at,
    coalesce(session_id, trace_id) AS session_hash,
    user_id AS account_id,
    date_diff('microsecond', start_time, completion_start_time) / 1000.0 AS ttft_ms,
    date_diff('microsecond', start_time, end_time) / 1000.0 AS generation_ms,
    nullif(provided_model_name, '') AS model_requested,
    CASE WHEN completion_start_time IS NOT NULL THEN true END AS streamed,
    CASE WHEN level = 'ERROR' THEN 'upstream_error' ELSE 'done' END AS terminal_state,
    CASE WHEN level = 'ERROR' THEN 'error' END AS finish_reason,
    json_array_length(tool_definitions) > 0 OR len(json_keys(tool_definitions)) > 0
        AS tools_offered,
    coalesce(json_array_length(tool_call_names), json_array_length(tool_calls)) AS tool_calls,
    CASE WHEN is_old THEN input_usage ELSE input END AS prompt_tokens,
    CASE WHEN is_old THEN output_usage ELSE output END AS completion_tokens,
    reasoning AS reasoning_tokens,
    cache_read AS cache_read_tokens,
    cache_write AS cache_write_tokens,
    usd_to_nano(total_cost) AS cost_nano_usd,
    request AS labels,
    CASE WHEN NOT is_old AND (classes IS NULL OR len(list_filter(
                  map_values(classes), lambda count: count IS NULL)) > 0)
         THEN 'usage_details is not a set of token counts'
         WHEN list_min(list_transform(parts, lambda class: class.value)) < 0
         THEN 'a token count is negative'
         WHEN everything <> classes['total']
         THEN 'the parts of usage_details do not add up to its total'
         WHEN everything > coalesce(input, 0) + coalesce(output, 0)
         THEN 'usage_details counts tokens that are neither input nor output'
         WHEN is_old AND total_usage > 0 AND input_usage + output_usage <> total_usage
         THEN 'input and output tokens do not add up to the total' END AS reject_reason
FROM summed
