-- source: mooncake
-- title: Mooncake request traces
-- format: json
-- times: timestamp counts milliseconds from the start of the trace, whose day it does not tell
-- identity: row of timestamp, input_length, output_length, hash_ids
-- parameters:
--   start = TIMESTAMP '2024-06-26 00:00:00'
-- notes:
--   start is our assumption, the day the paper first appeared; set another
--   by --set "start=TIMESTAMP '2025-01-01'".
--   It is no part of the identity: the same rows with another start are duplicates.
--   hash_ids, the ids of the prompt's blocks, only tell apart requests of equal size and time.
-- columns:
--   timestamp BIGINT required
--   input_length BIGINT required
--   output_length BIGINT required
--   hash_ids JSON
SELECT
    row_id AS generation_id,
    {start} + to_milliseconds("timestamp") AS created_at,
    'Moonshot AI' AS provider,
    input_length AS prompt_tokens,
    output_length AS completion_tokens
FROM source
