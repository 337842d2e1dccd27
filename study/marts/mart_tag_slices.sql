-- mart: mart_tag_slices
-- keys: week, dimension, value, model, category, tag, inclusion_probability, drawn_day
-- splits: mart_tags
-- over: labels
-- order: dimension, value, week
-- What mart_tags holds, told apart as mart_category_slices is.
SELECT week_of(day) AS week, dimension, value, model, category, tag, inclusion_probability,
       CASE WHEN inclusion_probability < 1 THEN day END AS drawn_day,
       sum(COLUMNS(* EXCLUDE (day, dimension, value, model, category, tag,
                              inclusion_probability)))
FROM ({mart_tags by one of provider, app, country, is_byok})
GROUP BY ALL
