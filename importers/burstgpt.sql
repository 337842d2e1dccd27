-- source: burstgpt
-- title: BurstGPT traces, with or without sessions
-- format: csv
-- times: Timestamp counts seconds from midnight of the first day, which the trace does not tell
-- identity: row of Timestamp, Model, Request tokens, Response tokens, Log Type
-- parameters:
--   start = TIMESTAMP '2023-11-06 00:00:00'
-- notes:
--   start is our assumption, a Monday in the months before the paper appeared; set the true one
--   by --set "start=TIMESTAMP '2023-12-01'". It is no part of the identity.
--   Rows with 0 response tokens are failed requests: kept with their 0, as upstream errors.
--   Log Type (Conversation log, API log) becomes the app.
-- columns:
--   Timestamp DOUBLE required
--   "Session ID|SessionID" VARCHAR personal
--   "Elapsed time|Elapsed Time" DOUBLE
--   Model VARCHAR required
--   "Request tokens|Request Tokens" BIGINT required
--   "Response tokens|Response Tokens" BIGINT required
--   "Total tokens|Total Tokens" BIGINT
--   "Log Type|Log type" VARCHAR
SELECT
    row_id AS generation_id,
    {start} + to_microseconds(CAST(round("Timestamp" * 1e6) AS BIGINT)) AS created_at,
    "Session ID" AS session_hash,
    "Log Type" AS app,
    "Elapsed time" * 1000 AS generation_ms,
    Model AS model_requested,
    CASE Model WHEN 'ChatGPT' THEN 'openai/gpt-3.5-turbo' WHEN 'GPT-4' THEN 'openai/gpt-4'
         ELSE lower(Model) END AS model,
    'Azure' AS provider,
    CASE WHEN "Response tokens" = 0 THEN 'upstream_error' ELSE 'done' END AS terminal_state,
    CASE WHEN "Response tokens" = 0 THEN 'error' END AS finish_reason,
    "Request tokens" AS prompt_tokens,
    "Response tokens" AS completion_tokens,
    CASE WHEN "Request tokens" + "Response tokens" <> "Total tokens"
         THEN 'request and response tokens do not add up to the total' END AS reject_reason
FROM source
