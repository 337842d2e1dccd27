-- panels: fig29a of=roleplay, fig29b of=programming, fig29c of=technology
WITH summed AS (
    SELECT coalesce(tag, 'untagged') AS tag,
           sum(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))) AS tokens,
           count(*) AS n
    FROM generations
    JOIN primary_labels USING (generation_id)
    WHERE category = '{of}'
    GROUP BY ALL
),
shares AS (
    SELECT tag, n, tokens / sum(tokens) OVER () AS share FROM summed WHERE tokens > 0
)
SELECT '{of}' AS category, CASE WHEN share >= 0.07 THEN tag ELSE 'other' END AS series,
       sum(share) AS value, sum(n) AS n
FROM shares
GROUP BY ALL
