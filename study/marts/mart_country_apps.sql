-- mart: mart_country_apps
-- keys: week, country, app
-- splits: mart_apps
-- order: country, week
-- What mart_apps holds, told apart by billing country.
SELECT week, * EXCLUDE (week) FROM ({mart_apps by country})
