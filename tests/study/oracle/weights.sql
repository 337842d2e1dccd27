-- What each generation with labels weighs. One that was drawn stands for those of its model and day that have no labels of
-- their own; where twenty were not drawn, or the factor is beyond three, for those of its model and week, else of its model,
-- else of its week, each time together with what else is left.
CREATE OR REPLACE TEMP TABLE weights AS
WITH said AS (SELECT generation_id, ifnull(min(inclusion_probability), 1) AS p FROM labels GROUP BY generation_id),
seen AS (
    SELECT generation_id, ifnull(slug, '') AS slug, monday, created_at::DATE AS day, p, p < 1 AS drawn,
           CASE WHEN ifnull(p, 0) < 1 THEN tokens ELSE 0 END AS real, CASE WHEN p < 1 THEN tokens / p ELSE 0 END AS mass
    FROM requests LEFT JOIN said USING (generation_id)
),
dated AS (
    SELECT *, count_if(drawn) OVER (PARTITION BY monday) AS in_week, min(p) OVER () AS least
    FROM seen WHERE day BETWEEN (SELECT min(day) FROM seen WHERE drawn) AND (SELECT max(day) FROM seen WHERE drawn)
),
able AS (
    SELECT * FROM dated WHERE in_week > 0
    QUALIFY count_if(drawn) OVER (PARTITION BY slug) > 0 OR count_if(ifnull(p, 0) < 1) OVER (PARTITION BY slug) * least < 20
),
one AS (
    SELECT *, sum(real) OVER same AS r1, sum(mass) OVER same AS m1,
           count_if(drawn) OVER same >= 20 AND m1 > 0 AND r1 <= 3 * m1 AND 3 * r1 >= m1 AS ok1
    FROM able WINDOW same AS (PARTITION BY slug, day)
),
two AS (
    SELECT *, sum(real) OVER same AS r2, sum(mass) OVER same AS m2,
           ok1 OR (count_if(drawn) OVER same >= 20 AND m2 > 0 AND r2 <= 3 * m2 AND 3 * r2 >= m2) AS ok2
    FROM one WINDOW same AS (PARTITION BY ok1, slug, monday)
),
three AS (
    SELECT *, sum(real) OVER same AS r3, sum(mass) OVER same AS m3,
           ok2 OR (count_if(drawn) OVER same >= 20 AND m3 > 0 AND r3 <= 3 * m3 AND 3 * r3 >= m3) AS ok3
    FROM two WINDOW same AS (PARTITION BY ok2, slug)
),
four AS (SELECT *, sum(real) OVER same AS r4, sum(mass) OVER same AS m4 FROM three WINDOW same AS (PARTITION BY ok3, monday))
SELECT generation_id,
       CASE WHEN ok1 THEN 'day' WHEN ok2 THEN 'model and week' WHEN ok3 THEN 'model' WHEN m4 = 0 THEN 'outside'
            WHEN r4 > 3 * m4 OR 3 * r4 < m4 THEN 'bounded' ELSE 'week' END AS pooled,
       CASE WHEN ok1 THEN r1 / m1 WHEN ok2 THEN r2 / m2 WHEN ok3 THEN r3 / m3 WHEN m4 = 0 THEN 1
            ELSE greatest(1 / 3.0, least(3, r4 / m4)) END / p AS weight
FROM four WHERE drawn
UNION ALL
SELECT generation_id, 'itself', 1 / p FROM said WHERE p >= 1
