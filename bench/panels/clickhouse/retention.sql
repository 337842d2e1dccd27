-- panels: fig25a model=anthropic/claude-sonnet-4, fig25b model=google/gemini-2.5-pro,
--   fig25c model=google/gemini-2.5-flash, fig25d model=openai/gpt-4o-mini,
--   fig25e model=meta-llama/llama-4-maverick, fig25f model=google/gemini-2.0-flash-001,
--   fig25g model=deepseek/deepseek-r1, fig25h model=deepseek/deepseek-chat-v3-0324
WITH (SELECT starts FROM period) AS starts, (SELECT ended FROM period) AS ended,
     (SELECT exists_from FROM facts WHERE model = '{model}') AS exists_from
SELECT formatDateTime(first_month, '%Y-%m') AS cohort, age,
       countIf(has(months, addMonths(first_month, age))) / count() AS value, count() AS n
FROM (
    SELECT groupUniqArray(toStartOfMonth(created_at)) AS months, arrayMin(months) AS first_month
    FROM generations
    WHERE model = '{model}' AND account_id <> ''
    GROUP BY account_id
)
ARRAY JOIN range(60) AS age
-- Accounts are new when they could have been seen for four weeks, or the model was new.
WHERE addMonths(first_month, age + 1) <= ended
      AND (first_month >= starts + 28 OR exists_from >= starts)
GROUP BY first_month, age
