SELECT monday AS week, 'all' AS series, avg(completion_tokens) AS value, count(*) AS n
FROM requests WHERE prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL GROUP BY monday
