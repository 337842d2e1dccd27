-- mart: mart_tag_slices
-- keys: week, dimension, value, model, category, tag, inclusion_probability, drawn_day
-- splits: mart_tags
-- over: labels
-- order: dimension, value, week
-- What mart_tags holds, told apart by one more column at a time, as mart_slices does it with usage.
-- By the day it would be nearly as many rows as there are labels. Of a sample the day stays, for
-- weights of a sample are calibrated by the day.
WITH told AS (
    SELECT week_of(day) AS week, CASE WHEN inclusion_probability < 1 THEN day END AS drawn_day,
           * EXCLUDE (day) REPLACE (CAST(is_byok AS VARCHAR) AS is_byok)
    FROM ({mart_tags by provider, app, country, is_byok})
),
sliced AS (
    UNPIVOT told ON provider, app, country, is_byok INTO NAME dimension VALUE value
)
SELECT week, dimension, value, model, category, tag, inclusion_probability, drawn_day,
       sum(COLUMNS(* EXCLUDE (week, dimension, value, model, category, tag, inclusion_probability,
                              drawn_day)))
FROM sliced
GROUP BY ALL
