-- mart: mart_geography_slices
-- keys: week, dimension, value, country
-- splits: mart_geography
-- order: dimension, value, week
-- What mart_geography holds, told apart as mart_slices is, but by the week: the figure on it draws
-- weeks.
SELECT week_of(day) AS week, dimension, value, country,
       sum(COLUMNS(* EXCLUDE (day, dimension, value, country)))
FROM ({mart_geography by one of provider, app, is_byok})
GROUP BY ALL
