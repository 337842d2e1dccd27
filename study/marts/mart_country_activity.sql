-- mart: mart_country_activity
-- keys: month, country, is_byok, app, provider, model, account_id
-- splits: mart_activity
-- order: country, model, month
-- What mart_activity holds, told apart as mart_country_accounts is.
SELECT month, * EXCLUDE (month) FROM ({mart_activity by country, is_byok, app, provider})
