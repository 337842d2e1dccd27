-- mart: mart_coverage
-- keys: day, source
-- How many rows of a day and source know each column, and the oddities that are counted and kept.
SELECT
    day_of(created_at) AS day,
    source,
    count(*) AS generations,
    {known_columns},
    count(CASE WHEN reasoning_tokens > completion_tokens THEN 1 END) AS odd_reasoning,
    count(CASE WHEN cache_read_tokens + coalesce(cache_write_tokens, 0) > prompt_tokens
               THEN 1 END) AS odd_cached,
    count(CASE WHEN prompt_tokens = 0 AND completion_tokens = 0 THEN 1 END) AS odd_zero_tokens,
    count(CASE WHEN ttft_ms > generation_ms THEN 1 END) AS odd_ttft,
    count(CASE WHEN tools_offered = false AND finish_reason = 'tool_calls' THEN 1 END) AS odd_tools
FROM delta
GROUP BY ALL
