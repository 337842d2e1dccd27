-- view: usage
-- The one table that figures read: the usage mart within the window, by week and month, with what
-- the catalog knows of each model. Facts are joined here, so a corrected fact needs no rebuild.
WITH windowed AS (
    SELECT * FROM mart_usage WHERE day BETWEEN {from} AND {to}
),
-- A reported name stands for the model that it meant on that day.
resolved AS (
    SELECT windowed.* EXCLUDE (model), coalesce(slug, windowed.model) AS model
    FROM windowed
    LEFT JOIN catalog_resolution AS r
        ON windowed.model = r.model AND day >= r.valid_from AND day < r.valid_to
),
free_launches AS (
    SELECT slug, date AS starts, coalesce(valid_to, DATE '9999-12-31') AS ends
    FROM catalog_events
    WHERE kind = 'free_launch'
)
SELECT
    week_of(day) AS week,
    month_of(day) AS month,
    resolved.model,
    coalesce(catalog_models.author, nullif(split_part(resolved.model, '/', 1), resolved.model),
             'unknown') AS author,
    catalog_authors.display_name AS author_name,
    catalog_models.slug IS NOT NULL AS in_catalog,
    coalesce(catalog_models.source_class, 'unknown') AS source_class,
    coalesce(catalog_models.source_class IN ('cn_oss', 'row_oss'), false) AS is_open,
    coalesce(catalog_models.size_class, 'unknown') AS size_class,
    coalesce(catalog_models.reasoning IN ('yes', 'hybrid')
             AND day >= coalesce(reasoning_from, DATE '0001-01-01'), false) AS is_reasoning_model,
    variant,
    finish_reason,
    is_byok,
    reasoned,
    coalesce(variant = 'free' OR is_free OR free_launches.slug IS NOT NULL, false)
        AS is_free_access,
    CAST(sum(generations) AS BIGINT) AS generations,
    CAST(coalesce(sum(prompt_tokens), 0) + coalesce(sum(completion_tokens), 0) AS BIGINT) AS tokens,
    CAST(sum(measured) AS BIGINT) AS measured,
    CAST(sum(measured_prompt) AS BIGINT) AS measured_prompt,
    CAST(sum(measured_completion) AS BIGINT) AS measured_completion,
    CAST(sum(cost_known) AS BIGINT) AS cost_known,
    CAST(sum(cost_nano_usd) AS BIGINT) AS cost_nano_usd,
    CAST(sum(priced_tokens) AS BIGINT) AS priced_tokens
FROM resolved
LEFT JOIN catalog_models ON catalog_models.slug = resolved.model
LEFT JOIN catalog_authors ON catalog_authors.slug = catalog_models.author
LEFT JOIN free_launches
    ON free_launches.slug = resolved.model AND day >= starts AND day < ends
GROUP BY ALL
