-- view: tagged
-- What figures on categories read: the labelled generations of the window, by week, each standing
-- for what its sample left out: one over the probability that it was drawn with, calibrated. Sums
-- are decimal, so that no order of adding changes them. As with usage, the same can be made by
-- account.
WITH windowed AS (
    SELECT source.* EXCLUDE (inclusion_probability),
           CASE WHEN inclusion_probability < 1 THEN coalesce(factor, 1) ELSE 1 END
               / inclusion_probability AS weight
    FROM {source} AS source
    LEFT JOIN calibration AS c ON c.day = source.day AND c.model IS NOT DISTINCT FROM source.model
    WHERE source.day BETWEEN {from} AND {to} AND inclusion_probability > 0
),
-- A reported name stands for the model that it meant on that day.
resolved AS (
    SELECT windowed.* EXCLUDE (model), coalesce(slug, windowed.model) AS model
    FROM windowed
    LEFT JOIN catalog_resolution AS r
        ON windowed.model = r.model AND day >= r.valid_from AND day < r.valid_to
),
-- Whole numbers are added up first and weighted then.
sampled AS (
    SELECT {by}week_of(day) AS week, model, category, weight,
           sum(n) AS n, sum(tokens) AS tokens, sum(squared_tokens) AS squared_tokens,
           sum(measured) AS measured, sum(measured_prompt) AS measured_prompt,
           sum(measured_completion) AS measured_completion, sum(cost_known) AS cost_known,
           sum(cost_nano_usd) AS cost_nano_usd, sum(charged_generations) AS charged_generations,
           sum(charged_nano_usd) AS charged_nano_usd, sum(charged_tokens) AS charged_tokens
    FROM resolved
    GROUP BY ALL
),
summed AS (
    SELECT
        {by}week,
        model,
        category,
        sum(CAST(weight * n AS DECIMAL(38, 12))) AS generations,
        sum(CAST(weight * tokens AS DECIMAL(38, 12))) AS tokens,
        sum(CAST(weight * measured AS DECIMAL(38, 12))) AS measured,
        sum(CAST(weight * measured_prompt AS DECIMAL(38, 12))) AS measured_prompt,
        sum(CAST(weight * measured_completion AS DECIMAL(38, 12))) AS measured_completion,
        sum(CAST(weight * cost_known AS DECIMAL(38, 12))) AS cost_known,
        sum(CAST(weight * cost_nano_usd AS DECIMAL(38, 12))) AS cost_nano_usd,
        sum(CAST(weight * charged_generations AS DECIMAL(38, 12))) AS charged_generations,
        sum(CAST(weight * charged_nano_usd AS DECIMAL(38, 12))) AS charged_nano_usd,
        sum(CAST(weight * charged_tokens AS DECIMAL(38, 12))) AS charged_tokens,
        sum(weight * weight * squared_tokens) AS squared_tokens,
        CAST(sum(n) AS BIGINT) AS n
    FROM sampled
    GROUP BY ALL
)
SELECT
    summed.*,
    category IN ('others', 'other') AS is_other,
    coalesce(catalog_models.author, nullif(split_part(summed.model, '/', 1), summed.model),
             'unknown') AS author,
    coalesce(source_class, 'unknown') AS source_class,
    coalesce(source_class IN ('cn_oss', 'row_oss'), false) AS is_open
FROM summed
LEFT JOIN catalog_models ON catalog_models.slug = summed.model
