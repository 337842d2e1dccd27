WITH last AS (
    SELECT max(week) AS week FROM complete_weeks
)
SELECT app, CAST(u.week AS VARCHAR) AS week,
       CAST((last.week - u.week) / 7 AS BIGINT) AS weeks_ago,
       CAST(sum(tokens) AS DOUBLE) AS tokens, sum(generations) AS n
FROM mart_apps AS u, last
WHERE u.week IN (SELECT week FROM complete_weeks) AND u.week > last.week - 28
GROUP BY ALL
ORDER BY weeks_ago, app
