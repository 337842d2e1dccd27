-- One row for each generation with what the study needs to know of it, straight from the records
-- and the catalog. Shares nothing with the marts, the view `usage` or a figure's query.
CREATE OR REPLACE TEMP TABLE requests AS
WITH named AS (
    SELECT *,
           ifnull(resolve_model(model, created_at), model) AS slug,
           CAST(created_at AS DATE) - CAST(isodow(created_at) - 1 AS INTEGER) AS monday,
           ifnull(prompt_tokens, 0) + ifnull(completion_tokens, 0) AS tokens
    FROM generations
),
joined AS (
    SELECT named.*,
           facts.slug IS NOT NULL AS listed,
           facts.weights,
           ifnull(facts.origin, authors.home) AS home,
           facts.params_total_b AS billions,
           facts.size_class AS stated_size,
           facts.reasoning,
           facts.reasoning_from,
           facts.author AS listed_author,
           authors.display_name AS author_display
    FROM named
    LEFT JOIN catalog_models AS facts ON facts.slug = named.slug
    LEFT JOIN catalog_authors AS authors ON authors.slug = facts.author
)
SELECT generation_id, created_at, account_id, country, monday, slug, listed, tokens, prompt_tokens, completion_tokens, reasoning_tokens,
       finish_reason, cost_nano_usd, is_byok,
       CASE WHEN weights = 'closed' AND home = 'RoW' THEN 'closed_row'
            WHEN weights = 'closed' AND home = 'CN' THEN 'closed_cn'
            WHEN weights = 'open' AND home = 'CN' THEN 'cn_oss'
            WHEN weights = 'open' AND home = 'RoW' THEN 'row_oss'
            ELSE 'unknown' END AS class,
       weights = 'open' AND home IS NOT NULL AS open,
       CASE WHEN billions < 15 THEN 'small' WHEN billions < 70 THEN 'medium'
            WHEN billions >= 70 THEN 'large' ELSE ifnull(stated_size, 'unknown') END AS size,
       listed AND ifnull(reasoning, 'no') <> 'no'
           AND (reasoning_from IS NULL OR created_at >= reasoning_from) AS reasons,
       CASE WHEN listed THEN listed_author
            WHEN contains(slug, '/') THEN regexp_extract(slug, '^([^/]*)/', 1)
            ELSE 'unknown' END AS author,
       author_display,
       ifnull(variant, '') = 'free' OR ifnull(is_free, false)
           OR EXISTS (SELECT 1 FROM catalog_events AS e
                      WHERE e.kind = 'free_launch' AND e.slug = joined.slug
                        AND joined.created_at >= e.date
                        AND (e.valid_to IS NULL OR joined.created_at < e.valid_to)) AS gift
FROM joined
