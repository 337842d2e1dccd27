-- mart: mart_country_latency
-- keys: week, country, provider, measure, bucket
-- splits: mart_latency
-- order: country, week
-- What mart_latency holds, told apart by billing country, by the week as by model.
SELECT week_of(day) AS week, country, provider, measure, bucket, sum(n) AS n
FROM ({mart_latency by country})
GROUP BY ALL
