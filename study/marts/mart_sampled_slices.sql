-- mart: mart_sampled_slices
-- keys: day, dimension, value, model, category, tag, account_id, inclusion_probability
-- splits: mart_sampled
-- over: labels
-- order: dimension, value, day
-- What mart_sampled holds, told apart by one more column at a time: four rows for each drawn
-- generation at most.
SELECT day, dimension, value, * EXCLUDE (day, dimension, value)
FROM ({mart_sampled by one of provider, app, country, is_byok})
