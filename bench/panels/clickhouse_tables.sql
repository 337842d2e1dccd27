-- The raw tables as MergeTree: ordered as the questions group, texts of few values by dictionary.
-- Of the record the columns that a question reads; others would lie on disk unread.
CREATE TABLE generations (
    generation_id String,
    created_at DateTime64(6, 'UTC'),
    account_id String,
    country LowCardinality(String),
    model LowCardinality(String),
    variant LowCardinality(String),
    finish_reason LowCardinality(String),
    prompt_tokens Nullable(Int64),
    completion_tokens Nullable(Int64),
    reasoning_tokens Nullable(Int64),
    cost_nano_usd Nullable(Int64),
    is_byok Bool,
    is_free Bool
)
ENGINE = MergeTree ORDER BY (model, created_at);
INSERT INTO generations
SELECT generation_id, created_at, coalesce(account_id, ''), coalesce(country, ''),
       coalesce(model, ''), coalesce(variant, ''), coalesce(finish_reason, ''), prompt_tokens,
       completion_tokens, reasoning_tokens, cost_nano_usd, coalesce(is_byok, false),
       coalesce(is_free, false)
FROM file('{directory}/generations.parquet', Parquet);
CREATE TABLE labels (
    generation_id String,
    path LowCardinality(String),
    tag LowCardinality(String),
    category LowCardinality(String),
    confidence Float64,
    inclusion_probability Float64,
    language LowCardinality(String),
    language_confidence Float64
)
ENGINE = MergeTree ORDER BY generation_id;
INSERT INTO labels
SELECT generation_id, coalesce(path, ''), coalesce(tag, ''), coalesce(category, ''), confidence,
       inclusion_probability, coalesce(language, ''), coalesce(language_confidence, 1)
FROM file('{directory}/labels.parquet', Parquet);
CREATE TABLE facts ENGINE = MergeTree ORDER BY model AS
SELECT * REPLACE (CAST(model, 'LowCardinality(String)') AS model,
                  CAST(author, 'LowCardinality(String)') AS author,
                  CAST(class, 'LowCardinality(String)') AS class,
                  CAST(exact_class, 'LowCardinality(String)') AS exact_class,
                  CAST(size, 'LowCardinality(String)') AS size,
                  CAST(reasons_from, 'Date32') AS reasons_from,
                  CAST(gift_from, 'Date32') AS gift_from,
                  CAST(gift_to, 'Date32') AS gift_to)
FROM file('{directory}/facts.parquet', Parquet)
SETTINGS schema_inference_make_columns_nullable = 'auto';
CREATE TABLE countries ENGINE = MergeTree ORDER BY alpha2 AS
SELECT CAST(alpha2, 'LowCardinality(String)') AS alpha2,
       CAST(continent, 'LowCardinality(String)') AS continent
FROM file('{directory}/catalog_countries.parquet', Parquet)
SETTINGS schema_inference_make_columns_nullable = 0;
CREATE TABLE period ENGINE = MergeTree ORDER BY starts AS
SELECT toDate(min(created_at)) AS starts, toDate(max(created_at)) + 1 AS ended
FROM generations;
-- The label that counts for each generation with a category, and what its sample left out.
CREATE VIEW primary_labels AS
SELECT generation_id, argMax(category, confidence) AS category, argMax(tag, confidence) AS tag,
       any(1 / inclusion_probability) AS weight
FROM labels
WHERE confidence >= 0.5
GROUP BY generation_id;
OPTIMIZE TABLE generations FINAL;
OPTIMIZE TABLE labels FINAL;
