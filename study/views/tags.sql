-- view: tags
-- What figures on tags read: the labelled generations of the window by category and tag, weighted
-- as in the view tagged.
WITH windowed AS (
    SELECT source.*,
           CASE WHEN inclusion_probability < 1 THEN coalesce(factor, 1) ELSE 1 END
               / inclusion_probability AS weight
    FROM {source} AS source
    LEFT JOIN calibration AS c ON c.day = source.day AND c.model IS NOT DISTINCT FROM source.model
    WHERE source.day BETWEEN {from} AND {to} AND inclusion_probability > 0
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
    sum(CAST(weight * n AS DECIMAL(38, 12))) AS generations,
    sum(CAST(weight * tokens AS DECIMAL(38, 12))) AS tokens,
    sum(weight * weight * squared_tokens) AS squared_tokens,
    CAST(sum(n) AS BIGINT) AS n
FROM sampled
GROUP BY ALL
