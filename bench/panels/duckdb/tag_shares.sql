-- panels: fig21a from=0 until=6, fig21b from=6 until=12
WITH summed AS (
    SELECT category, coalesce(tag, 'untagged') AS tag,
           sum(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))) AS tokens,
           count(*) AS n
    FROM generations
    JOIN primary_labels USING (generation_id)
    WHERE category <> 'others'
    GROUP BY ALL
),
chosen AS (
    SELECT category FROM summed GROUP BY category ORDER BY sum(tokens) DESC, category
    LIMIT {until} - {from} OFFSET {from}
),
shares AS (
    SELECT category, tag, n, tokens / sum(tokens) OVER (PARTITION BY category) AS share
    FROM summed
    WHERE category IN (FROM chosen) AND tokens > 0
)
SELECT category, CASE WHEN share >= 0.07 THEN tag ELSE 'other' END AS series,
       sum(share) AS value, sum(n) AS n
FROM shares
GROUP BY ALL
