-- mart: mart_country_activity
-- keys: month, country, model, account_id
-- splits: mart_activity
-- order: country, model, month
-- What mart_activity holds, told apart by billing country.
SELECT month, * EXCLUDE (month) FROM ({mart_activity by country})
