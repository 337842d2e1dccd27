-- panels: fig06 of=open, fig07 of=exact_class='cn_oss', fig22a of=author='anthropic',
--   fig22b of=author='google', fig22c of=author='x-ai', fig23a of=author='openai',
--   fig23b of=author='deepseek', fig23c of=author='qwen'
SELECT week, series, tokens / sum(tokens) OVER (PARTITION BY week) AS value, n
FROM (
    SELECT toMonday(created_at) AS week, category AS series,
           sum(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))) AS tokens,
           count() AS n
    FROM generations
    JOIN facts USING (model)
    JOIN primary_labels USING (generation_id)
    WHERE {of} AND category <> 'others'
    GROUP BY week, series
)
WHERE tokens > 0
