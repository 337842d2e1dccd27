-- view: labelled_accounts
-- What figures on single accounts read: the tokens of generations in a plotted category, and of
-- those on programming, by week and account, weighted as in the view tagged. Meant for whole weeks
-- of the window. What every generation's labels say comes by week already, the rest from the
-- sample.
WITH weighted AS (
    SELECT week, account_id, CAST(tokens AS DECIMAL(38, 12)) AS tokens,
           CAST(programming_tokens AS DECIMAL(38, 12)) AS programming_tokens
    FROM mart_labelled_accounts
    WHERE week BETWEEN week_of({from}) AND {to}
    UNION ALL
    SELECT week_of(source.day), account_id,
           CAST(coalesce(factor, 1) / inclusion_probability * tokens AS DECIMAL(38, 12)),
           CASE WHEN category = 'programming'
                THEN CAST(coalesce(factor, 1) / inclusion_probability * tokens
                          AS DECIMAL(38, 12)) ELSE 0 END
    FROM {source} AS source
    LEFT JOIN calibration AS c ON c.day = source.day AND c.model IS NOT DISTINCT FROM source.model
    WHERE source.day BETWEEN {from} AND {to} AND inclusion_probability > 0
        AND category NOT IN ('others', 'other')
)
SELECT week, account_id, sum(tokens) AS tokens, sum(programming_tokens) AS programming_tokens
FROM weighted
GROUP BY ALL
