-- mart: mart_apps
-- keys: week, app
-- Sums by week and calling application.
SELECT
    {by}week_of(created_at) AS week,
    app,
    count(*) AS generations,
    sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens
FROM delta
GROUP BY ALL
