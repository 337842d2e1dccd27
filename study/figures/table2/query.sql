WITH weighted AS (
    SELECT language, sum(tokens) AS tokens, sum(n) AS n,
           row_number() OVER (ORDER BY sum(tokens) DESC, language) AS place
    FROM languages
    GROUP BY language
),
named AS (
    SELECT CASE WHEN place <= 5 THEN language ELSE 'other' END AS language, sum(tokens) AS tokens,
           sum(n) AS n, min(place) AS place
    FROM weighted
    GROUP BY 1
)
SELECT language, tokens / sum(tokens) OVER () AS share, CAST(round(tokens) AS BIGINT) AS tokens,
       n
FROM named
WHERE named.tokens > 0
ORDER BY place
