-- mart: mart_app_latency
-- keys: week, app, provider, measure, bucket
-- splits: mart_latency
-- order: app, week
-- What mart_latency holds, told apart by application, by the week as by model.
SELECT week_of(day) AS week, app, provider, measure, bucket, sum(n) AS n
FROM ({mart_latency by app})
GROUP BY ALL
