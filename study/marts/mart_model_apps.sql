-- mart: mart_model_apps
-- keys: week, model, app
-- splits: mart_apps
-- order: model, week
-- What mart_apps holds, told apart by model.
SELECT * FROM ({mart_apps by model})
