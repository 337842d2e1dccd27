-- view: tags
-- What figures on tags read: the labelled generations of the window by category and tag, weighted
-- as in the view tagged.
WITH windowed AS (
    SELECT *, 1 / inclusion_probability AS weight
    FROM {source}
    WHERE day BETWEEN {from} AND {to} AND inclusion_probability > 0
),
sampled AS (
    SELECT {by}category, coalesce(tag, 'untagged') AS tag, weight, sum(n) AS n,
           sum(tokens) AS tokens, sum(squared_tokens) AS squared_tokens
    FROM windowed
    GROUP BY ALL
)
SELECT
    {by}category,
    tag,
    category IN ('others', 'other') AS is_other,
    sum(CAST(weight * n AS DECIMAL(38, 6))) AS generations,
    sum(CAST(weight * tokens AS DECIMAL(38, 6))) AS tokens,
    sum(weight * weight * squared_tokens) AS squared_tokens,
    CAST(sum(n) AS BIGINT) AS n
FROM sampled
GROUP BY ALL
