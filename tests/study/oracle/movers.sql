-- What rose and fell in the last complete week, for each kind of thing, from the records.
CREATE OR REPLACE TEMP TABLE movers AS
WITH whole AS (
    SELECT DISTINCT monday FROM requests
    WHERE monday >= (SELECT min(created_at) FROM requests)::DATE AND monday + 6 <= (SELECT max(created_at) FROM requests)::DATE
),
-- A label may say what a text is about, its language, or both: either makes the day a labelled one.
said AS (
    SELECT generation_id FROM labels
    WHERE (confidence >= 0.5 AND category NOT NULL) OR (language NOT NULL AND ifnull(language_confidence, 1) >= 0.5)
),
said_days AS (SELECT min(created_at)::DATE AS first, max(created_at)::DATE AS last FROM requests SEMI JOIN said USING (generation_id)),
whole_tagged AS (
    SELECT DISTINCT monday FROM labelled, said_days WHERE monday >= said_days.first AND monday + 6 <= said_days.last
),
things AS (
    SELECT 'model' AS kind, slug AS name, monday, tokens FROM requests SEMI JOIN whole USING (monday)
    UNION ALL
    SELECT 'author', CASE WHEN slug NOT NULL THEN ifnull(author_display, author) END, monday, tokens
    FROM requests SEMI JOIN whole USING (monday)
    UNION ALL
    SELECT 'app', app, monday, tokens
    FROM requests SEMI JOIN whole USING (monday) JOIN (SELECT generation_id, app FROM generations) USING (generation_id)
    UNION ALL
    SELECT 'category', category, monday, mass
    FROM labelled SEMI JOIN whole_tagged USING (monday) WHERE category NOT IN ('others', 'other')
),
last AS (SELECT kind, max(monday) AS monday FROM things GROUP BY kind),
dated AS (SELECT things.*, CAST((last.monday - things.monday) / 7 AS INTEGER) AS ago FROM things JOIN last USING (kind)),
totals AS (SELECT kind, ago, CAST(sum(tokens) AS DOUBLE) AS total FROM dated GROUP BY ALL),
summed AS (
    SELECT kind, name, coalesce(sum(tokens) FILTER (ago = 0), 0) AS t0, coalesce(sum(tokens) FILTER (ago = 1), 0) AS t1,
           coalesce(sum(tokens) FILTER (ago = 2), 0) AS t2, coalesce(sum(tokens) FILTER (ago = 3), 0) AS t3,
           count(*) FILTER (ago = 0) AS n
    FROM dated WHERE ago < 4 GROUP BY kind, name
),
shared AS (
    SELECT summed.*, t0 / a.total AS s0, t1 / b.total AS s1, t2 / c.total AS s2, t3 / d.total AS s3
    FROM summed JOIN totals AS a ON a.kind = summed.kind AND a.ago = 0 JOIN totals AS b ON b.kind = summed.kind AND b.ago = 1
    LEFT JOIN totals AS c ON c.kind = summed.kind AND c.ago = 2 LEFT JOIN totals AS d ON d.kind = summed.kind AND d.ago = 3
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY kind, name IS NULL ORDER BY s0 - s1 DESC, name) AS up,
           row_number() OVER (PARTITION BY kind, name IS NULL ORDER BY s0 - s1, name DESC) AS down
    FROM shared
),
judged AS (
    SELECT *, CASE WHEN name IS NULL THEN 'other' WHEN up <= 5 AND s0 > s1 THEN 'rises' WHEN down <= 5 AND s0 < s1 THEN 'falls'
                   ELSE 'other' END AS direction
    FROM ranked
)
SELECT kind, CASE direction WHEN 'other' THEN 'other' ELSE name END AS name, direction,
       CAST(sum(t0) AS DOUBLE) AS tokens, CAST(sum(t1) AS DOUBLE) AS tokens_week_before,
       round(CASE WHEN count(s2 + s3) > 0 THEN (sum(t1) + sum(t2) + sum(t3)) / 3 END) AS tokens_mean_of_three,
       sum(s0) AS share, sum(s0) - sum(s1) AS share_change, sum(s0) - (sum(s1) + sum(s2) + sum(s3)) / 3 AS share_change_from_mean,
       sum(n) AS n
FROM judged GROUP BY 1, 2, 3 HAVING sum(t0) > 0 OR sum(t1) > 0
