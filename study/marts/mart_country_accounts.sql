-- mart: mart_country_accounts
-- keys: week, country, is_byok, app, provider, model, account_id
-- splits: mart_accounts
-- order: country, week
-- What mart_accounts holds, told apart by billing country, by whose provider key was used, by
-- application, by who served and by model. Most accounts have one or few of each, so that it is not
-- much larger than by who served alone, and the rows of a country lie together.
SELECT week, * EXCLUDE (week) FROM ({mart_accounts by country, is_byok, app, provider, model})
