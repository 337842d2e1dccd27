-- mart: mart_country_latency
-- keys: week, country, is_byok, provider, measure, bucket
-- splits: mart_latency
-- order: country, week
-- What mart_latency holds, told apart as mart_country_apps is, by the week as by model.
SELECT week_of(day) AS week, country, is_byok, provider, measure, bucket, sum(n) AS n
FROM ({mart_latency by country, is_byok})
GROUP BY ALL
