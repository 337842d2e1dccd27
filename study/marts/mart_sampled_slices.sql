-- mart: mart_sampled_slices
-- keys: day, dimension, value, model, category, tag, account_id, inclusion_probability
-- splits: mart_sampled
-- over: labels
-- order: dimension, value, day
-- What mart_sampled holds, told apart by one more column at a time: four rows for each drawn
-- generation at most.
WITH told AS (
    SELECT * REPLACE (CAST(is_byok AS VARCHAR) AS is_byok)
    FROM ({mart_sampled by provider, app, country, is_byok})
),
sliced AS (
    UNPIVOT told ON provider, app, country, is_byok INTO NAME dimension VALUE value
)
SELECT day, dimension, value, model, category, tag, account_id, inclusion_probability,
       sum(COLUMNS(* EXCLUDE (day, dimension, value, model, category, tag, account_id,
                              inclusion_probability)))
FROM sliced
GROUP BY ALL
