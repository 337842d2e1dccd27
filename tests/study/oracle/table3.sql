WITH judged AS (
    SELECT *, model IN ('google/gemini-2.0-flash-001', 'deepseek/deepseek-chat-v3-0324',
                        'anthropic/claude-3.7-sonnet', 'anthropic/claude-sonnet-4',
                        'qwen/qwen-2-7b-instruct', 'ibm-granite/granite-4.0-h-micro',
                        'openai/gpt-4', 'openai/gpt-5-pro') AS example
    FROM market WHERE segment <> 'core'
)
SELECT segment, model, price, log(10, value / 1e6) AS usage_log10, value AS tokens, n
FROM judged
QUALIFY row_number() OVER (PARTITION BY segment ORDER BY example DESC, value DESC) <= 2
    AND (example OR NOT bool_or(example) OVER (PARTITION BY segment))
