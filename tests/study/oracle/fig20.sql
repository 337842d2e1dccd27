WITH gone AS (
    SELECT DISTINCT r.author FROM requests AS r, catalog_events AS e
    WHERE e.kind = 'free_launch' AND e.slug = r.slug AND r.created_at >= e.date
          AND (e.valid_to IS NULL OR r.created_at < e.valid_to)
),
paid AS (
    SELECT *, weight * cost_nano_usd AS cost FROM labelled
    WHERE category = 'programming' AND author NOT IN (FROM gone)
),
best AS (SELECT author FROM paid WHERE cost IS NOT NULL
         GROUP BY author ORDER BY sum(cost) DESC, author LIMIT 10)
SELECT monday AS week, if(author IN (FROM best), author, 'other') AS series,
       sum(cost) / (SELECT sum(cost) FROM paid AS p WHERE p.monday = paid.monday) AS value
FROM paid GROUP BY monday, series HAVING sum(cost) > 0
