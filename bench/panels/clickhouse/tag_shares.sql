-- panels: fig21a from=1 until=6, fig21b from=7 until=12
SELECT category, if(share >= 0.07, tag, 'other') AS series, sum(share) AS value, sum(n) AS n
FROM (
    SELECT *, tokens / total AS share, dense_rank() OVER (ORDER BY total DESC, category) AS place
    FROM (
        SELECT category, if(tag = '', 'untagged', tag) AS tag,
               sum(weight * (coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)))
                   AS tokens,
               sum(tokens) OVER (PARTITION BY category) AS total,
               count() AS n
        FROM generations
        JOIN primary_labels USING (generation_id)
        WHERE category <> 'others'
        GROUP BY category, tag
    )
)
WHERE place BETWEEN {from} AND {until} AND tokens > 0
GROUP BY category, series
