-- mart: mart_usage
-- keys: day, model
-- Sums by day and model. What the study splits generations on is a sum of its own rather than a
-- key: so the mart's size follows days times models, however the traffic mixes.
SELECT
    {by}day_of(created_at) AS day,
    model,
    count(*) AS generations,
    sum(prompt_tokens) AS prompt_tokens,
    sum(completion_tokens) AS completion_tokens,
    sum(reasoning_tokens) AS reasoning_tokens,
    sum(cache_read_tokens) AS cache_read_tokens,
    sum(cache_write_tokens) AS cache_write_tokens,
    -- Means are taken over generations that know both counts, so that their means add up.
    count(prompt_tokens + completion_tokens) AS measured,
    sum(CASE WHEN completion_tokens IS NOT NULL THEN prompt_tokens END) AS measured_prompt,
    sum(CASE WHEN prompt_tokens IS NOT NULL THEN completion_tokens END) AS measured_completion,
    -- Free variants and free offers.
    count(CASE WHEN variant = 'free' OR is_free THEN 1 END) AS free_generations,
    sum(CASE WHEN variant = 'free' OR is_free
             THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) END) AS free_tokens,
    -- Finished, for a reason that is known; and with a tool call.
    count(finish_reason) AS finished_generations,
    sum(CASE WHEN finish_reason IS NOT NULL
             THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) END)
        AS finished_tokens,
    count(CASE WHEN finish_reason = 'tool_calls' THEN 1 END) AS tool_call_generations,
    sum(CASE WHEN finish_reason = 'tool_calls'
             THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) END)
        AS tool_call_tokens,
    -- Known to have reasoned or not; and reasoned.
    count(reasoning_tokens) AS thought_known_generations,
    sum(CASE WHEN reasoning_tokens IS NOT NULL
             THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) END)
        AS thought_known_tokens,
    sum(CASE WHEN reasoning_tokens > 0
             THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) END)
        AS thought_tokens,
    count(cost_nano_usd) AS cost_known,
    sum(cost_nano_usd) AS cost_nano_usd,
    -- Charged here: cost known and not on the account's own provider key. Effective prices are
    -- charged cost over charged tokens.
    count(CASE WHEN is_byok IS NOT TRUE THEN cost_nano_usd END) AS charged_generations,
    sum(CASE WHEN is_byok IS NOT TRUE THEN cost_nano_usd END) AS charged_nano_usd,
    sum(CASE WHEN is_byok IS NOT TRUE AND cost_nano_usd IS NOT NULL
             THEN coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) END)
        AS charged_tokens
FROM delta
GROUP BY ALL
