-- mart: mart_model_geography
-- keys: day, model, country
-- splits: mart_geography
-- order: model, day
-- What mart_geography holds, told apart by model.
SELECT day, * EXCLUDE (day) FROM ({mart_geography by model})
