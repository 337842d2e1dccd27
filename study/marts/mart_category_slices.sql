-- mart: mart_category_slices
-- keys: week, dimension, value, model, category, inclusion_probability, drawn_day
-- splits: mart_categories
-- over: labels
-- order: dimension, value, week
-- What mart_categories holds, told apart by one more column at a time, as mart_slices does it with
-- usage. By the day it would be nearly as many rows as there are labels. Of a sample the day stays,
-- for weights of a sample are calibrated by the day.
SELECT week_of(day) AS week, dimension, value, model, category, inclusion_probability,
       CASE WHEN inclusion_probability < 1 THEN day END AS drawn_day,
       sum(COLUMNS(* EXCLUDE (day, dimension, value, model, category,
                              inclusion_probability)))
FROM ({mart_categories by one of provider, app, country, is_byok})
GROUP BY ALL
