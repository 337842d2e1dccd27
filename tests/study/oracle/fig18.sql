SELECT monday AS week, 'programming' AS series,
       sum(weight * (prompt_tokens + completion_tokens))
           / sum(weight) FILTER (prompt_tokens + completion_tokens IS NOT NULL) AS value,
       count(*) AS n
FROM labelled WHERE category = 'programming' GROUP BY monday HAVING value IS NOT NULL
UNION ALL
SELECT monday, 'all', avg(prompt_tokens + completion_tokens), count(prompt_tokens + completion_tokens)
FROM requests WHERE monday IN (SELECT monday FROM labelled) GROUP BY monday
HAVING count(prompt_tokens + completion_tokens) > 0
