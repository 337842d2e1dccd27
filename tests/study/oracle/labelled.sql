-- The generations with a category: the label of highest confidence, of 0.5 or more, ties by path.
-- Each weighs what its sample left out, calibrated.
CREATE OR REPLACE TEMP TABLE labelled AS
WITH best AS (
    SELECT generation_id, first(labels ORDER BY confidence DESC, path) AS label
    FROM labels WHERE confidence >= 0.5 GROUP BY generation_id
)
SELECT requests.*, label.category AS category, ifnull(label.tag, 'untagged') AS tag,
       weights.weight, weights.weight * tokens AS mass
FROM best, requests, weights
WHERE best.generation_id = requests.generation_id AND weights.generation_id = requests.generation_id
