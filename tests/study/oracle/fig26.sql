WITH paid AS (
    SELECT category, sum(weight * cost_nano_usd) / 1000.0 / sum(mass) AS price, sum(mass) AS value
    FROM labelled
    WHERE category <> 'others' AND cost_nano_usd IS NOT NULL AND ifnull(is_byok, false) = false
    GROUP BY category HAVING sum(mass) > 0 AND price > 0
),
marks AS (SELECT median(price) AS price, median(value) AS value FROM paid)
SELECT category, category AS series, paid.price, paid.value,
       CASE WHEN abs(log(10, paid.price / marks.price)) < 0.02 THEN 'on the line'
            WHEN paid.price > marks.price AND paid.value >= marks.value THEN 'premium workload'
            WHEN paid.price > marks.price THEN 'specialized expert'
            WHEN paid.value >= marks.value THEN 'mass-market driver'
            ELSE 'niche utility' END AS quadrant,
       (SELECT count(*) FROM labelled AS l WHERE l.category = paid.category) AS n
FROM paid, marks
