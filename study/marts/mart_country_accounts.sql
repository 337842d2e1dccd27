-- mart: mart_country_accounts
-- keys: week, country, account_id
-- splits: mart_accounts
-- order: country, week
-- What mart_accounts holds, told apart by billing country. Most accounts have one country, so it is
-- hardly larger, and the rows of a country lie together.
SELECT week, * EXCLUDE (week) FROM ({mart_accounts by country})
