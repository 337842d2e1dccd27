WITH last AS (
    SELECT max(week) AS week FROM complete_tagged_weeks
)
SELECT category, CAST(u.week AS VARCHAR) AS week,
       CAST((last.week - u.week) / 7 AS BIGINT) AS weeks_ago,
       CAST(sum(tokens) AS DOUBLE) AS tokens, sum(n) AS n
FROM tagged AS u, last
WHERE u.week IN (SELECT week FROM complete_tagged_weeks) AND u.week > last.week - 28
    AND NOT is_other
GROUP BY ALL
ORDER BY weeks_ago, category
