-- What the questions need to know of each model, as one small table beside the raw ones. Models
-- are the catalog's slugs: the simulated gateway writes no other names.
CREATE OR REPLACE TEMP TABLE facts AS
SELECT
    m.slug AS model,
    coalesce(m.author, 'unknown') AS author,
    coalesce(a.display_name, m.author) AS author_name,
    CASE WHEN m.source_class IN ('closed_row', 'closed_cn') THEN 'closed'
         ELSE coalesce(m.source_class, 'unknown') END AS class,
    coalesce(m.source_class, 'unknown') AS exact_class,
    coalesce(m.source_class IN ('cn_oss', 'row_oss'), false) AS open,
    coalesce(m.size_class, 'unknown') AS size,
    -- The first day on which it reasons; never is a day far away.
    CASE WHEN m.reasoning IN ('yes', 'hybrid') THEN coalesce(m.reasoning_from, DATE '1970-01-01')
         ELSE DATE '2100-01-01' END AS reasons_from,
    -- The day from which it can have been used.
    least(m.listed_date, m.release_date) AS exists_from,
    -- The days of a free launch, from and before.
    coalesce(e.date, DATE '2100-01-01') AS gift_from,
    CASE WHEN e.date IS NULL THEN DATE '2100-01-01'
         ELSE coalesce(e.valid_to, DATE '2100-01-01') END AS gift_to
FROM catalog_models AS m
LEFT JOIN catalog_authors AS a ON a.slug = m.author
LEFT JOIN catalog_events AS e ON e.slug = m.slug AND e.kind = 'free_launch';
-- The days from and before which there are generations.
CREATE OR REPLACE TEMP TABLE period AS
SELECT CAST(min(created_at) AS DATE) AS starts, CAST(max(created_at) AS DATE) + 1 AS ended
FROM generations;
-- The label that counts for each generation with a category, and what its sample left out.
CREATE OR REPLACE TEMP VIEW primary_labels AS
SELECT generation_id, arg_max(category, confidence) AS category, arg_max(tag, confidence) AS tag,
       any_value(1 / inclusion_probability) AS weight
FROM labels
WHERE confidence >= 0.5
GROUP BY generation_id
