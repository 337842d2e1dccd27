SELECT week,
       CASE WHEN source_class IN ('closed_row', 'closed_cn') THEN 'closed'
                ELSE source_class END AS series,
       sum(tokens) AS value,
       NULL AS lower,
       NULL AS upper,
       sum(generations) AS n
FROM usage
GROUP BY ALL
ORDER BY week, series
