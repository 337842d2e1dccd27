-- sample: a year of invented generations
-- notes:
--   Written to show the report before there is traffic to show: models, authors, release dates and
--   list prices are the catalog's, every volume is made up. No number of it is a finding.
WITH known AS (
    SELECT m.slug, m.release_date, m.reasoning,
           p.prompt_usd_per_m AS prompt_price, p.completion_usd_per_m AS completion_price,
           row_number() OVER (PARTITION BY m.slug ORDER BY p.valid_from DESC) AS latest
    FROM catalog_models AS m
    JOIN catalog_prices AS p ON p.slug = m.slug AND p.variant = 'standard'
    WHERE m.release_date < DATE '2025-11-20' AND p.prompt_usd_per_m > 0
),
-- Popularity is a log-normal draw by name; a model that the study's chapters tell of gets more.
models AS (
    SELECT known.*,
           exp(1.4 * sqrt(-2 * ln(unit(slug, 1))) * cos(2 * pi() * unit(slug, 2)))
               * coalesce(weight, 1) AS popularity,
           10 + 40 * unit(slug, 3) AS half_life_weeks
    FROM known
    LEFT JOIN (VALUES
        ('anthropic/claude-3.5-sonnet', 60), ('anthropic/claude-3.7-sonnet', 90),
        ('anthropic/claude-sonnet-4', 110), ('anthropic/claude-sonnet-4.5', 120),
        ('google/gemini-2.0-flash-001', 90), ('google/gemini-2.5-pro', 60),
        ('google/gemini-2.5-flash', 80), ('openai/gpt-4o-mini', 70), ('openai/gpt-5', 40),
        ('x-ai/grok-code-fast-1', 150), ('x-ai/grok-4-fast', 70), ('deepseek/deepseek-chat', 40),
        ('deepseek/deepseek-r1', 30), ('deepseek/deepseek-chat-v3-0324', 60),
        ('qwen/qwen3-coder', 40), ('moonshotai/kimi-k2', 25), ('z-ai/glm-4.6', 30),
        ('minimax/minimax-m2', 45), ('openai/gpt-oss-120b', 35),
        ('meta-llama/llama-3.3-70b-instruct', 25), ('mistralai/mistral-nemo', 25)
    ) AS boosts (boosted, weight) ON boosted = slug
    WHERE latest = 1
),
weeks AS (
    SELECT DATE '2024-11-04' + CAST(7 * i AS INTEGER) AS week, i AS number
    FROM range(56) AS numbers (i)
),
-- A model ramps up over some weeks after its release and then fades by its half-life.
pulls AS (
    SELECT week, number, models.*,
           popularity * (1 - exp(-(age + 1) / 3.0)) * pow(0.5, age / half_life_weeks) AS pull
    FROM (SELECT *, date_diff('day', release_date, week) / 7.0 AS age FROM weeks, models)
        AS models
    WHERE age >= -1
),
counts AS (
    SELECT *, CAST(floor({generations} / 56.0 * (0.35 + number / 43.0)
                         * pull / sum(pull) OVER (PARTITION BY week)
                         + unit(slug || week, 4)) AS BIGINT) AS generations
    FROM pulls
),
draws AS (
    SELECT counts.*, i, slug || '/' || week || '/' || i AS name
    FROM counts, unnest(range(counts.generations)) AS numbers (i)
),
sized AS (
    SELECT *, floor(pow(unit(name, 5), 3) * 600) AS account,
           CAST(greatest(12, exp(6.3 + number / 60.0 + 1.2 * sqrt(-2 * ln(unit(name, 6)))
                                 * cos(2 * pi() * unit(name, 7)))) AS BIGINT) AS prompt,
           CAST(greatest(1, exp(4.6 + number / 90.0 + 0.9 * sqrt(-2 * ln(unit(name, 8)))
                                * cos(2 * pi() * unit(name, 9)))) AS BIGINT) AS answer
    FROM draws
),
-- A model that may reason does so in most generations if it always does, else in some.
reasoned AS (
    SELECT *,
           CASE WHEN reasoning = 'yes' THEN CAST(answer * (0.4 + unit(name, 10)) AS BIGINT)
                WHEN reasoning = 'hybrid' AND unit(name, 11) < 0.35 THEN answer
                ELSE 0 END AS thinking
    FROM sized
)
SELECT
    'sample-' || md5(name) AS generation_id,
    CAST(week AS TIMESTAMP) + to_microseconds(CAST(unit(name, 12) * 604799e6 AS BIGINT))
        AS created_at,
    'account-' || account AS account_id,
    'app-' || (account % 40) AS app,
    slug AS model_requested,
    slug AS model,
    'standard' AS variant,
    split_part(slug, '/', 1) AS provider,
    'chat' AS api_type,
    true AS streamed,
    'done' AS terminal_state,
    CASE WHEN unit(name, 13) < 0.05 + number * 0.004 THEN 'tool_calls'
         WHEN unit(name, 13) > 0.97 THEN 'length' ELSE 'stop' END AS finish_reason,
    prompt AS prompt_tokens,
    answer + thinking AS completion_tokens,
    thinking AS reasoning_tokens,
    CAST(floor(prompt * 0.6 * unit(name, 14)) AS BIGINT) AS cache_read_tokens,
    CAST(200 + 2000 * unit(name, 15) AS DOUBLE) AS ttft_ms,
    CAST(2400 + (answer + thinking) * 12 AS DOUBLE) AS generation_ms,
    usd_to_nano((prompt * (1 - 0.45 * unit(name, 14)) * prompt_price
                 + (answer + thinking) * completion_price) / 1e6) AS cost_nano_usd,
    false AS is_byok,
    false AS is_free
FROM reasoned
