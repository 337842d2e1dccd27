-- source: azure-llm
-- title: Azure LLM inference traces (2023 and 2024)
-- format: csv
-- times: TIMESTAMP is UTC; the 2024 files say so, the 2023 files do not
-- identity: row of TIMESTAMP, ContextTokens, GeneratedTokens
-- notes:
--   The traces name no model and no user. Fractions beyond a microsecond are cut off.
-- columns:
--   TIMESTAMP TIMESTAMPTZ required
--   ContextTokens BIGINT required
--   GeneratedTokens BIGINT required
SELECT
    row_id AS generation_id,
    CAST("TIMESTAMP" AS TIMESTAMP) AS created_at,
    'Azure' AS provider,
    ContextTokens AS prompt_tokens,
    GeneratedTokens AS completion_tokens
FROM source
