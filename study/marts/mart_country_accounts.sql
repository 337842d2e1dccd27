-- mart: mart_country_accounts
-- keys: week, country, is_byok, account_id
-- splits: mart_accounts
-- order: country, week
-- What mart_accounts holds, told apart by billing country and by whose provider key was used. Most
-- accounts have one of each, so it is hardly larger, and the rows of a country lie together.
SELECT week, * EXCLUDE (week) FROM ({mart_accounts by country, is_byok})
