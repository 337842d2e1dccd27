-- The temporary tables that the numbers of stated.toml read, built from generations, labels and
-- the catalog alone. `n` numbers the 56 whole weeks of the study window from 1 (2024-11-04) to 56
-- (2025-11-24); `t` numbers the whole weeks that carry labels from 1.

-- One row for each day and reported model name, history before the window included.
CREATE OR REPLACE TEMP TABLE reported_facts AS
SELECT
    CAST(created_at AS DATE) AS day,
    model AS reported,
    count(*) AS generations,
    sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
    count(prompt_tokens + completion_tokens) AS measured,
    sum(prompt_tokens) FILTER (completion_tokens IS NOT NULL) AS prompt,
    sum(completion_tokens) FILTER (prompt_tokens IS NOT NULL) AS completion,
    sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))
        FILTER (variant = 'free' OR is_free) AS free_tokens,
    sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))
        FILTER (finish_reason = 'tool_calls') AS tool_tokens,
    sum(cost_nano_usd) FILTER (is_byok IS NOT TRUE) AS charged_nano,
    sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))
        FILTER (is_byok IS NOT TRUE AND cost_nano_usd IS NOT NULL) AS charged_tokens
FROM generations
GROUP BY ALL;

-- What the catalog says of a reported name on a day.
CREATE OR REPLACE TEMP TABLE named_models AS
WITH named AS (
    SELECT f.day, f.reported, coalesce(r.slug, f.reported) AS slug
    FROM (SELECT DISTINCT day, reported FROM reported_facts) AS f
    LEFT JOIN catalog_resolution AS r
        ON r.model = f.reported
        AND f.day >= CAST(r.valid_from AS DATE) AND f.day < CAST(r.valid_to AS DATE)
)
SELECT
    named.*,
    coalesce(m.author, split_part(named.slug, '/', 1)) AS author,
    coalesce(m.source_class, 'unknown') AS source_class,
    coalesce(m.source_class IN ('cn_oss', 'row_oss'), false) AS is_open,
    coalesce(m.size_class, 'unknown') AS size_class,
    coalesce(m.reasoning IN ('yes', 'hybrid')
             AND (m.reasoning_from IS NULL OR named.day >= CAST(m.reasoning_from AS DATE)), false)
        AS is_reasoning,
    EXISTS (FROM catalog_events AS e
            WHERE e.kind = 'free_launch' AND e.slug = named.slug
              AND named.day >= CAST(e.date AS DATE)
              AND (e.valid_to IS NULL OR named.day < CAST(e.valid_to AS DATE)))
        AS is_free_launch
FROM named
LEFT JOIN catalog_models AS m ON m.slug = named.slug;

CREATE OR REPLACE TEMP TABLE all_facts AS
SELECT
    f.* EXCLUDE (reported),
    m.* EXCLUDE (day, reported),
    CAST(date_trunc('week', f.day) AS DATE) AS week,
    (CAST(date_trunc('week', f.day) AS DATE) - DATE '2024-11-04') // 7 + 1 AS n
FROM reported_facts AS f
JOIN named_models AS m ON m.day = f.day AND m.reported IS NOT DISTINCT FROM f.reported;

-- The 56 weeks of the figures, and the window of the tables with its Sunday before.
CREATE OR REPLACE TEMP TABLE facts AS
SELECT * FROM all_facts WHERE day BETWEEN DATE '2024-11-04' AND DATE '2025-11-30';
CREATE OR REPLACE TEMP TABLE window_facts AS
SELECT * FROM all_facts WHERE day BETWEEN DATE '2024-11-03' AND DATE '2025-11-30';

-- Shares of each week's tokens (fig 1, 2, 10, 12).
CREATE OR REPLACE TEMP TABLE weekly AS
SELECT
    n,
    week,
    sum(tokens) AS tokens,
    coalesce(sum(tokens) FILTER (source_class = 'cn_oss'), 0) / sum(tokens) AS cn_oss,
    coalesce(sum(tokens) FILTER (source_class = 'row_oss'), 0) / sum(tokens) AS row_oss,
    coalesce(sum(tokens) FILTER (source_class = 'closed_row'), 0) / sum(tokens) AS closed_row,
    coalesce(sum(tokens) FILTER (source_class = 'closed_cn'), 0) / sum(tokens) AS closed_cn,
    coalesce(sum(tokens) FILTER (is_reasoning), 0) / sum(tokens) AS reasoning,
    coalesce(sum(tool_tokens), 0) / sum(tokens) AS tool_calls
FROM facts
GROUP BY n, week;

-- Shares of open-weight tokens by model and by size, with the models in use (fig 3, 4, 5).
CREATE OR REPLACE TEMP TABLE open_models AS
SELECT n, week, slug, sum(tokens) / sum(sum(tokens)) OVER (PARTITION BY n) AS share,
       sum(tokens) AS tokens
FROM facts WHERE is_open GROUP BY n, week, slug;
CREATE OR REPLACE TEMP TABLE open_sizes AS
SELECT n, size_class,
       coalesce(sum(tokens), 0) / sum(coalesce(sum(tokens), 0)) OVER (PARTITION BY n) AS share,
       count(DISTINCT slug) AS models
FROM (SELECT DISTINCT n FROM facts) AS weeks
CROSS JOIN (VALUES ('small'), ('medium'), ('large'), ('unknown')) AS sizes (size_class)
LEFT JOIN (SELECT * FROM facts WHERE is_open) AS open_facts USING (n, size_class)
GROUP BY n, size_class;

-- Reasoning models without free access, the last four weeks (fig 11).
CREATE OR REPLACE TEMP TABLE late_reasoning AS
SELECT slug, sum(tokens - coalesce(free_tokens, 0)) AS tokens
FROM facts WHERE is_reasoning AND NOT is_free_launch AND n > 52 GROUP BY slug;

-- Accounts of the week of May 2025 in which most tokens ended in a tool call (fig 12).
CREATE OR REPLACE TEMP TABLE spike_week AS
SELECT n, week, tool_calls, (SELECT median(around.tool_calls) FROM weekly AS around
                             WHERE around.n <> weekly.n AND abs(around.n - weekly.n) <= 4) AS usual
FROM weekly WHERE week BETWEEN DATE '2025-04-28' AND DATE '2025-05-26'
ORDER BY tool_calls DESC, n LIMIT 1;
CREATE OR REPLACE TEMP TABLE spike_accounts AS
SELECT account_id,
       sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens,
       coalesce(sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))
                    FILTER (finish_reason = 'tool_calls'), 0) AS tool_tokens
FROM generations
WHERE created_at >= (SELECT week FROM spike_week)
  AND created_at < (SELECT week FROM spike_week) + INTERVAL 7 DAY
GROUP BY account_id;

-- One label a generation: the one of highest confidence, ties by path.
CREATE OR REPLACE TEMP TABLE primary_labels AS
SELECT generation_id, category, tag, language, confidence,
       1 / coalesce(inclusion_probability, 1) AS weight
FROM labels
QUALIFY row_number() OVER (PARTITION BY generation_id
                           ORDER BY confidence DESC NULLS LAST, path) = 1;

CREATE OR REPLACE TEMP TABLE labelled AS
SELECT
    l.*,
    CAST(g.created_at AS DATE) AS day,
    CAST(date_trunc('week', g.created_at) AS DATE) AS week,
    g.model AS reported,
    coalesce(g.prompt_tokens, 0) + coalesce(g.completion_tokens, 0) AS tokens,
    CASE WHEN g.completion_tokens IS NOT NULL THEN g.prompt_tokens END AS prompt,
    g.prompt_tokens + g.completion_tokens AS measured_tokens,
    g.cost_nano_usd AS nano,
    g.is_byok IS NOT TRUE AND g.cost_nano_usd IS NOT NULL AS is_charged
FROM primary_labels AS l
JOIN generations AS g USING (generation_id)
WHERE g.created_at >= TIMESTAMP '2024-11-04' AND g.created_at < TIMESTAMP '2025-12-01';

CREATE OR REPLACE TEMP TABLE languages AS
SELECT CASE WHEN language IN ('en', 'zh-Hans', 'ru', 'es', 'th') THEN language ELSE 'other' END
           AS language,
       sum(weight * tokens) / sum(sum(weight * tokens)) OVER () AS share
FROM labelled WHERE language IS NOT NULL GROUP BY ALL;

-- Estimates for the twelve categories by week, month, model and tag.
CREATE OR REPLACE TEMP TABLE tag_facts AS
SELECT
    (l.week - DATE '2024-11-04') // 7 + 1 AS n,
    l.week,
    CAST(date_trunc('month', l.day) AS DATE) AS month,
    m.author,
    m.source_class,
    CASE WHEN m.is_open THEN m.source_class WHEN m.source_class <> 'unknown' THEN 'closed' END
        AS class,
    m.is_open,
    l.category,
    l.tag,
    sum(weight * tokens) AS tokens,
    coalesce(sum(weight) FILTER (measured_tokens IS NOT NULL), 0) AS measured,
    coalesce(sum(weight * measured_tokens), 0) AS measured_tokens,
    coalesce(sum(weight * prompt), 0) AS prompt,
    coalesce(sum(weight * nano), 0) / 1e9 AS cost,
    coalesce(sum(weight * nano) FILTER (is_charged), 0) / 1e9 AS charged,
    coalesce(sum(weight * tokens) FILTER (is_charged), 0) AS charged_tokens
FROM labelled AS l
JOIN named_models AS m ON m.day = l.day AND m.reported IS NOT DISTINCT FROM l.reported
WHERE confidence >= 0.5
  AND category IN ('programming', 'roleplay', 'marketing', 'marketing/seo', 'technology',
                   'science', 'translation', 'legal', 'finance', 'health', 'trivia', 'academia')
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE tag_weeks AS
SELECT n, row_number() OVER (ORDER BY n) AS t
FROM (SELECT DISTINCT n, week FROM tag_facts)
-- The first day with labels may cut a week.
WHERE week >= (SELECT min(day) FROM labelled)
ORDER BY n;

-- Shares of the twelve categories in each week's labelled tokens: of all models ('all'), of open
-- weights ('oss'), of one source class and of one author (fig 6, 7, 19, 22, 23).
CREATE OR REPLACE TEMP TABLE category_weekly AS
WITH scoped AS (
    SELECT 'all' AS scope, n, category, tokens FROM tag_facts
    UNION ALL
    SELECT 'oss', n, category, tokens FROM tag_facts WHERE is_open
    UNION ALL
    SELECT source_class, n, category, tokens FROM tag_facts
    UNION ALL
    SELECT author, n, category, tokens FROM tag_facts
),
totals AS (SELECT scope, n, sum(tokens) AS total FROM scoped GROUP BY ALL),
summed AS (SELECT scope, n, category, sum(tokens) AS tokens FROM scoped GROUP BY ALL)
SELECT scope, n, t, category, coalesce(tokens, 0) / total AS share
FROM totals
JOIN tag_weeks USING (n)
CROSS JOIN (SELECT DISTINCT category FROM tag_facts)
LEFT JOIN summed USING (scope, n, category)
WHERE total > 0;

-- Shares of tags within their category over all labelled weeks (fig 21, 29).
CREATE OR REPLACE TEMP TABLE tag_shares AS
SELECT category, tag,
       sum(tokens) / sum(sum(tokens)) OVER (PARTITION BY category) AS share
FROM tag_facts GROUP BY category, tag;

-- Price and tokens of each category (fig 26).
CREATE OR REPLACE TEMP TABLE category_prices AS
SELECT category, 1e6 * sum(charged) / sum(charged_tokens) AS price, sum(tokens) AS tokens
FROM tag_facts GROUP BY category HAVING sum(charged_tokens) > 0;

-- Shares of each week's programming spend, xAI left out (fig 20).
CREATE OR REPLACE TEMP TABLE programming_spend AS
WITH spent AS (
    SELECT n, author, sum(cost) AS cost FROM tag_facts
    WHERE category = 'programming' AND author <> 'x-ai' GROUP BY ALL
)
SELECT n, t, authors.author, coalesce(cost, 0) / total AS share
FROM (SELECT n, sum(cost) AS total FROM spent GROUP BY n)
JOIN tag_weeks USING (n)
CROSS JOIN (SELECT DISTINCT author FROM spent) AS authors
LEFT JOIN spent USING (n, author)
WHERE total > 0;

-- Shares of each week's spend by continent of the billing country (fig 24).
CREATE OR REPLACE TEMP TABLE continent_spend AS
WITH spent AS (
    SELECT (CAST(date_trunc('week', created_at) AS DATE) - DATE '2024-11-04') // 7 + 1 AS n,
           country, sum(cost_nano_usd) AS nano
    FROM generations
    WHERE created_at >= TIMESTAMP '2024-11-04' AND created_at < TIMESTAMP '2025-12-01'
      AND country IS NOT NULL
    GROUP BY ALL
)
SELECT n, continents.continent,
       coalesce(sum(nano) FILTER (c.continent = continents.continent), 0) / sum(nano) AS share
FROM spent
JOIN catalog_countries AS c ON c.alpha2 = spent.country
CROSS JOIN (SELECT DISTINCT continent FROM catalog_countries) AS continents
GROUP BY n, continents.continent
HAVING sum(nano) > 0;

-- Effective price, tokens and segment of each model that was charged for (fig 27, 28, table 3).
CREATE OR REPLACE TEMP TABLE model_prices AS
WITH priced AS (
    SELECT slug, sum(charged_nano) / 1e3 / sum(charged_tokens) AS price,
           sum(charged_tokens) AS tokens
    FROM window_facts WHERE slug IS NOT NULL GROUP BY slug
    HAVING sum(charged_nano) > 0 AND sum(charged_tokens) > 0
),
marks AS (SELECT quantile_cont(tokens, 0.8) AS high, median(tokens) AS middle FROM priced)
SELECT priced.*,
       CASE WHEN tokens >= high AND price >= 1 THEN 'premium leader'
            WHEN tokens >= high AND price < 0.4 THEN 'efficient giant'
            WHEN tokens < high AND price >= 10 THEN 'premium specialist'
            WHEN tokens < middle AND price < 0.1 THEN 'long tail'
            ELSE 'core' END AS segment
FROM priced, marks;
