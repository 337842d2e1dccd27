-- mart: mart_country_labelled
-- keys: week, country, is_byok, app, provider, model, account_id
-- splits: mart_labelled_accounts
-- over: labels
-- order: country, week
-- What mart_labelled_accounts holds, told apart as mart_country_accounts is.
SELECT week, * EXCLUDE (week)
FROM ({mart_labelled_accounts by country, is_byok, app, provider, model})
