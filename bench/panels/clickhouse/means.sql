-- panels: fig14 of=prompt_tokens, fig15 of=completion_tokens,
--   fig17 of=prompt_tokens+completion_tokens
SELECT toMonday(created_at) AS week, 'all' AS series, avg({of}) AS value, count() AS n
FROM generations
WHERE prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL
GROUP BY week
