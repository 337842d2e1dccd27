-- mart: mart_country_accounts
-- keys: week, country, is_byok, app, provider, account_id
-- splits: mart_accounts
-- order: country, week
-- What mart_accounts holds, told apart by billing country, by whose provider key was used, by
-- application and by who served. Most accounts have one or few of each, so that it is not much
-- larger, and the rows of a country lie together.
SELECT week, * EXCLUDE (week) FROM ({mart_accounts by country, is_byok, app, provider})
