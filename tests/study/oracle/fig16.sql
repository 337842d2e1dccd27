SELECT monday AS week, category AS series,
       sum(weight * prompt_tokens) FILTER (completion_tokens IS NOT NULL)
           / sum(weight) FILTER (prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL)
           AS value,
       count(*) AS n
FROM labelled WHERE category <> 'others' GROUP BY monday, category HAVING value IS NOT NULL
