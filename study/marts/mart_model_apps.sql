-- mart: mart_model_apps
-- keys: week, model, app
-- splits: mart_apps
-- order: model, week
-- What mart_apps holds, told apart by model.
SELECT week, * EXCLUDE (week) FROM ({mart_apps by model})
