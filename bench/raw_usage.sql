-- The columns of the study's `usage` straight from the raw table, one row a generation: with it the
-- figures' own queries become the same questions asked of the raw table.
CREATE OR REPLACE TEMP VIEW usage AS
SELECT
    CAST(date_trunc('week', created_at) AS DATE) AS week,
    g.model,
    coalesce(m.author, 'unknown') AS author,
    a.display_name AS author_name,
    m.slug IS NOT NULL AS in_catalog,
    coalesce(m.source_class, 'unknown') AS source_class,
    coalesce(m.source_class IN ('cn_oss', 'row_oss'), false) AS is_open,
    coalesce(m.size_class, 'unknown') AS size_class,
    coalesce(m.reasoning IN ('yes', 'hybrid')
             AND created_at >= coalesce(reasoning_from, DATE '0001-01-01'), false)
        AS is_reasoning_model,
    false AS is_free_launch,
    1 AS generations,
    tokens,
    CASE WHEN prompt_tokens + completion_tokens IS NOT NULL THEN 1 ELSE 0 END AS measured,
    CASE WHEN completion_tokens IS NOT NULL THEN prompt_tokens END AS measured_prompt,
    CASE WHEN prompt_tokens IS NOT NULL THEN completion_tokens END AS measured_completion,
    CASE WHEN variant = 'free' OR is_free THEN 1 ELSE 0 END AS free_generations,
    CASE WHEN variant = 'free' OR is_free THEN tokens ELSE 0 END AS free_tokens,
    CASE WHEN finish_reason IS NOT NULL THEN 1 ELSE 0 END AS finished_generations,
    CASE WHEN finish_reason IS NOT NULL THEN tokens END
        AS finished_tokens,
    CASE WHEN finish_reason = 'tool_calls' THEN 1 ELSE 0 END AS tool_call_generations,
    CASE WHEN finish_reason = 'tool_calls'
         THEN tokens ELSE 0 END AS tool_call_tokens,
    CASE WHEN reasoning_tokens IS NOT NULL THEN 1 ELSE 0 END AS thought_known_generations,
    CASE WHEN reasoning_tokens IS NOT NULL
         THEN tokens END AS thought_known_tokens,
    CASE WHEN reasoning_tokens > 0
         THEN tokens ELSE 0 END AS thought_tokens,
    CASE WHEN is_byok IS NOT TRUE AND cost_nano_usd IS NOT NULL THEN 1 ELSE 0 END
        AS charged_generations,
    CASE WHEN is_byok IS NOT TRUE THEN cost_nano_usd END AS charged_nano_usd,
    CASE WHEN is_byok IS NOT TRUE AND cost_nano_usd IS NOT NULL
         THEN tokens END AS charged_tokens
FROM (SELECT *, coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) AS tokens
      FROM generations) AS g
LEFT JOIN catalog_models AS m ON m.slug = g.model
LEFT JOIN catalog_authors AS a ON a.slug = m.author
