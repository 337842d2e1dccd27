SELECT coalesce(slug, u.model) AS model, month_of(day) AS month,
       1e6 * sum(charged_nano_usd) / 1e9 / sum(charged_tokens) AS price,
       CAST(sum(charged_tokens) AS DOUBLE) AS tokens
FROM mart_usage AS u
LEFT JOIN catalog_resolution AS r
    ON u.model = r.model AND day >= r.valid_from AND day < r.valid_to
WHERE u.model IS NOT NULL AND day BETWEEN {from} AND {to}
    AND month_of(day) >= {from} AND last_day(day) <= {to}
GROUP BY 1, 2
HAVING sum(charged_tokens) > 0
ORDER BY 1, 2
