-- mart: mart_model_service
-- keys: day, model, provider, terminal_state
-- splits: mart_service
-- order: model, day
-- What mart_service holds, told apart by model. The rows of one lie together.
SELECT day, * EXCLUDE (day) FROM ({mart_service by model})
