-- view: usage
-- The one table that figures read: the usage mart within the window, by week, with what the catalog
-- knows of each model. Facts are joined here, so a corrected fact needs no rebuild. The
-- same is made by account where that is asked for: then source is not the mart but its rows by
-- account, and by their column.
WITH windowed AS (
    SELECT * FROM {source} WHERE day BETWEEN {from} AND {to}
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
),
-- What changes from one day to the next is settled before the days of a week are added up.
summed AS (
    SELECT
        {by}week_of(day) AS week,
        resolved.model,
        coalesce(reasoning IN ('yes', 'hybrid')
                 AND day >= coalesce(reasoning_from, DATE '0001-01-01'), false)
            AS is_reasoning_model,
        free_launches.slug IS NOT NULL AS is_free_launch,
        CAST(sum(generations) AS BIGINT) AS generations,
        CAST(coalesce(sum(prompt_tokens), 0) + coalesce(sum(completion_tokens), 0) AS BIGINT)
            AS tokens,
        CAST(coalesce(sum(measured), 0) AS BIGINT) AS measured,
        CAST(coalesce(sum(measured_prompt), 0) AS BIGINT) AS measured_prompt,
        CAST(coalesce(sum(measured_completion), 0) AS BIGINT) AS measured_completion,
        CAST(coalesce(sum(free_generations), 0) AS BIGINT) AS free_generations,
        CAST(coalesce(sum(free_tokens), 0) AS BIGINT) AS free_tokens,
        CAST(coalesce(sum(finished_generations), 0) AS BIGINT) AS finished_generations,
        CAST(coalesce(sum(finished_tokens), 0) AS BIGINT) AS finished_tokens,
        CAST(coalesce(sum(tool_call_generations), 0) AS BIGINT) AS tool_call_generations,
        CAST(coalesce(sum(tool_call_tokens), 0) AS BIGINT) AS tool_call_tokens,
        CAST(coalesce(sum(thought_known_generations), 0) AS BIGINT) AS thought_known_generations,
        CAST(coalesce(sum(thought_known_tokens), 0) AS BIGINT) AS thought_known_tokens,
        CAST(coalesce(sum(thought_tokens), 0) AS BIGINT) AS thought_tokens,
        CAST(coalesce(sum(cost_known), 0) AS BIGINT) AS cost_known,
        CAST(coalesce(sum(cost_nano_usd), 0) AS BIGINT) AS cost_nano_usd,
        CAST(coalesce(sum(charged_generations), 0) AS BIGINT) AS charged_generations,
        CAST(coalesce(sum(charged_nano_usd), 0) AS BIGINT) AS charged_nano_usd,
        CAST(coalesce(sum(charged_tokens), 0) AS BIGINT) AS charged_tokens
    FROM resolved
    LEFT JOIN catalog_models ON catalog_models.slug = resolved.model
    LEFT JOIN free_launches
        ON free_launches.slug = resolved.model AND day >= starts AND day < ends
    GROUP BY ALL
)
SELECT
    summed.*,
    coalesce(catalog_models.author, nullif(split_part(summed.model, '/', 1), summed.model),
             'unknown') AS author,
    catalog_authors.display_name AS author_name,
    catalog_models.slug IS NOT NULL AS in_catalog,
    coalesce(source_class, 'unknown') AS source_class,
    coalesce(source_class IN ('cn_oss', 'row_oss'), false) AS is_open,
    coalesce(size_class, 'unknown') AS size_class
FROM summed
LEFT JOIN catalog_models ON catalog_models.slug = summed.model
LEFT JOIN catalog_authors ON catalog_authors.slug = catalog_models.author
