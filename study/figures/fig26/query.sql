SELECT category, 1e6 * sum(charged_nano_usd) / 1e9 / sum(charged_tokens) AS price,
       '' AS quadrant, category AS series, CAST(sum(charged_tokens) AS DOUBLE) AS value,
       NULL AS lower, NULL AS upper, sum(n) AS n
FROM tagged
WHERE NOT is_other
GROUP BY category
HAVING sum(charged_tokens) > 0
ORDER BY category
