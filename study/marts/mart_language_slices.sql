-- mart: mart_language_slices
-- keys: week, dimension, value, model, language, inclusion_probability, drawn_day
-- splits: mart_languages
-- over: labels
-- order: dimension, value, week
-- What mart_languages holds, told apart as mart_category_slices is.
SELECT week_of(day) AS week, dimension, value, model, language, inclusion_probability,
       CASE WHEN inclusion_probability < 1 THEN day END AS drawn_day,
       sum(COLUMNS(* EXCLUDE (day, dimension, value, model, language, inclusion_probability)))
FROM ({mart_languages by one of provider, app, country, is_byok})
GROUP BY ALL
