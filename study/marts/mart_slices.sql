-- mart: mart_slices
-- keys: day, dimension, value, model
-- splits: mart_usage
-- order: dimension, value, day
-- What mart_usage holds, told apart by one more column at a time: who served, which application
-- called, from which country, on whose key. For figures on a part of the traffic. The rows of one
-- value lie together, so that reading it passes the others by. Accounts have no rows here: they
-- would be nearly as many as the generations themselves.
SELECT day, dimension, value, * EXCLUDE (day, dimension, value)
FROM ({mart_usage by one of provider, app, country, is_byok})
