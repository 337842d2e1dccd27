-- mart: mart_model_latency
-- keys: week, model, provider, measure, bucket
-- splits: mart_latency
-- order: model, week
-- What mart_latency holds, told apart by model, but by the week: by the day it would be a fifth of
-- the generations.
SELECT week_of(day) AS week, model, provider, measure, bucket, sum(n) AS n
FROM ({mart_latency by model})
GROUP BY ALL
