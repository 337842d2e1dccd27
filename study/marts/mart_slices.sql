-- mart: mart_slices
-- keys: day, dimension, value, model
-- splits: mart_usage
-- order: dimension, value, day
-- What mart_usage holds, told apart by one more column at a time: who served, which application
-- called, from which country, on whose key. For figures on a part of the traffic. The rows of one
-- value lie together, so that reading it passes the others by. Accounts have no rows here: they
-- would be nearly as many as the generations themselves.
SELECT day, 'provider' AS dimension, provider AS value, * EXCLUDE (day, provider)
FROM ({mart_usage by provider})
WHERE provider IS NOT NULL
UNION ALL
SELECT day, 'app', app, * EXCLUDE (day, app)
FROM ({mart_usage by app})
WHERE app IS NOT NULL
UNION ALL
SELECT day, 'country', country, * EXCLUDE (day, country)
FROM ({mart_usage by country})
WHERE country IS NOT NULL
UNION ALL
SELECT day, 'is_byok', CAST(is_byok AS VARCHAR), * EXCLUDE (day, is_byok)
FROM ({mart_usage by is_byok})
WHERE is_byok IS NOT NULL
