-- mart: mart_sampled_slices
-- keys: day, dimension, value, model, category, tag, account_id, inclusion_probability
-- splits: mart_sampled
-- over: labels
-- order: dimension, value, day
-- What mart_sampled holds, told apart by one more column at a time: four rows for each drawn
-- generation at most.
SELECT day, 'provider' AS dimension, provider AS value, * EXCLUDE (day, provider)
FROM ({mart_sampled by provider})
WHERE provider IS NOT NULL
UNION ALL
SELECT day, 'app', app, * EXCLUDE (day, app)
FROM ({mart_sampled by app})
WHERE app IS NOT NULL
UNION ALL
SELECT day, 'country', country, * EXCLUDE (day, country)
FROM ({mart_sampled by country})
WHERE country IS NOT NULL
UNION ALL
SELECT day, 'is_byok', CAST(is_byok AS VARCHAR), * EXCLUDE (day, is_byok)
FROM ({mart_sampled by is_byok})
WHERE is_byok IS NOT NULL
