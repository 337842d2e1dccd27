-- mart: mart_provider_apps
-- keys: week, provider, app
-- splits: mart_apps
-- order: provider, week
-- What mart_apps holds, told apart by who served.
SELECT week, * EXCLUDE (week) FROM ({mart_apps by provider})
