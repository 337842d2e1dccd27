-- source: openrouter
-- title: OpenRouter GET /activity (JSON, sums by day, model and endpoint)
-- format: json
-- records: data, .
-- times: date is a day in UTC
-- notes:
--   Column names as the API has them, or as OpenRouter's TypeScript SDK writes them (camelCase).
--   An item sums up the requests of one day, model and endpoint. It becomes as many records as it
--   had requests, spread evenly over the day. Their tokens and costs differ by one unit at most and
--   add up to the item's sums exactly. No single record is true: usage_provenance is estimated.
--   Items without a request or with more than 1,000,000 are quarantined.
--   Records are named by day, model, endpoint and number, so a day that is imported again brings
--   nothing new: import days that are over.
-- columns:
--   date TIMESTAMP required
--   model VARCHAR required
--   model_permaslug|modelPermaslug VARCHAR required
--   endpoint_id|endpointId VARCHAR
--   provider_name|providerName VARCHAR
--   usage DOUBLE required
--   byok_usage_inference|byokUsageInference DOUBLE
--   requests BIGINT required
--   prompt_tokens|promptTokens BIGINT required
--   completion_tokens|completionTokens BIGINT required
--   reasoning_tokens|reasoningTokens BIGINT
WITH items AS (
    SELECT
        *,
        requests BETWEEN 1 AND 1000000 AS is_possible,
        'activity-' || md5(concat_ws('|', CAST(date AS DATE), model, model_permaslug, endpoint_id,
                                     provider_name)) AS item_id,
        usd_to_nano(usage) AS cost,
        usd_to_nano(nullif(byok_usage_inference, 0)) AS upstream_cost
    FROM source
), numbered AS (
    SELECT *, unnest(range(CASE WHEN is_possible THEN requests ELSE 1 END)) AS number
    FROM items
), shares AS (
    -- Request `number` of n takes the quotient, and 1 more while the remainder lasts.
    SELECT
        *,
        CASE WHEN is_possible THEN requests ELSE 1 END AS n,
        prompt_tokens // n + CAST(number < prompt_tokens % n AS BIGINT) AS prompt,
        completion_tokens // n + CAST(number < completion_tokens % n AS BIGINT) AS completion,
        reasoning_tokens // n + CAST(number < reasoning_tokens % n AS BIGINT) AS reasoning,
        cost // n + CAST(number < cost % n AS BIGINT) AS cost_share,
        upstream_cost // n + CAST(number < upstream_cost % n AS BIGINT) AS upstream_share
    FROM numbered
)
SELECT
    item_id || '-' || number AS generation_id,
    date + to_microseconds(86400000000 // n * number) AS created_at,
    model AS model_requested,
    model_permaslug AS permaslug,
    coalesce(nullif(regexp_extract(model, ':([a-z]+)$', 1), ''), 'standard') AS variant,
    provider_name AS provider,
    prompt AS prompt_tokens,
    completion AS completion_tokens,
    reasoning AS reasoning_tokens,
    'estimated' AS usage_provenance,
    cost_share AS cost_nano_usd,
    upstream_share AS upstream_cost_nano_usd,
    CASE WHEN coalesce(upstream_cost, 0) = 0 THEN false WHEN cost = 0 THEN true END AS is_byok,
    model LIKE '%:free' AS is_free,
    CASE WHEN NOT coalesce(is_possible, false) THEN 'requests is not between 1 and 1,000,000'
         WHEN least(prompt_tokens, completion_tokens, reasoning_tokens, cost) < 0
         THEN 'a sum is negative' END AS reject_reason
FROM shares
