SELECT monday AS week, 'all' AS series, avg(prompt_tokens + completion_tokens) AS value,
       count(prompt_tokens + completion_tokens) AS n
FROM requests GROUP BY monday HAVING n > 0
