-- view: languages
-- What figures on languages read: the generations of the window whose prompt's language is known,
-- by week, weighted as in the view tagged.
WITH windowed AS (
    SELECT source.*,
           CASE WHEN inclusion_probability < 1 THEN coalesce(factor, 1) ELSE 1 END
               / inclusion_probability AS weight
    FROM {source} AS source
    LEFT JOIN calibration AS c ON c.day = source.day AND c.model IS NOT DISTINCT FROM source.model
    WHERE source.day BETWEEN {from} AND {to} AND inclusion_probability > 0
),
sampled AS (
    SELECT {by}week_of(day) AS week, language, weight, sum(n) AS n, sum(tokens) AS tokens
    FROM windowed
    GROUP BY ALL
)
SELECT
    {by}week,
    language,
    sum(CAST(weight * n AS DECIMAL(38, 12))) AS generations,
    sum(CAST(weight * tokens AS DECIMAL(38, 12))) AS tokens,
    CAST(sum(n) AS BIGINT) AS n
FROM sampled
GROUP BY ALL
