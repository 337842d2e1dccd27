SELECT week, 'programming' AS series,
       sum(CASE WHEN category = 'programming' THEN tokens ELSE 0 END) / sum(tokens) AS value,
       NULL AS lower, NULL AS upper, sum(n) AS n
FROM tagged
WHERE NOT is_other
GROUP BY week
HAVING sum(tokens) > 0
ORDER BY week
