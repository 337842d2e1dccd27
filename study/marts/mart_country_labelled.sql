-- mart: mart_country_labelled
-- keys: week, country, account_id
-- splits: mart_labelled_accounts
-- over: labels
-- order: country, week
-- What mart_labelled_accounts holds, told apart by billing country.
SELECT week, * EXCLUDE (week) FROM ({mart_labelled_accounts by country})
