-- mart: mart_country_apps
-- keys: week, country, is_byok, app
-- splits: mart_apps
-- order: country, week
-- What mart_apps holds, told apart by billing country and by whose provider key was used.
SELECT week, * EXCLUDE (week) FROM ({mart_apps by country, is_byok})
