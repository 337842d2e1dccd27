WITH whole AS (
    FROM requests
    WHERE monday >= (SELECT min(created_at) FROM requests)::DATE AND monday + 6 <= (SELECT max(created_at) FROM requests)::DATE
),
held AS (
    SELECT 'models' AS members, slug AS member, sum(tokens) AS t FROM whole WHERE slug NOT NULL GROUP BY ALL
    UNION ALL SELECT 'open-weight models', slug, sum(tokens) FROM whole WHERE open GROUP BY ALL
    UNION ALL SELECT 'authors', author, sum(tokens) FROM whole WHERE slug NOT NULL GROUP BY ALL
    UNION ALL SELECT 'accounts', account_id, sum(tokens) FROM whole WHERE account_id NOT NULL GROUP BY ALL
),
kept AS (FROM held WHERE t > 0),
-- Gini as the mean difference of all pairs over twice the mean.
pairs AS (
    SELECT a.members, sum(abs(a.t - b.t)) AS apart, count(*) AS pairs FROM kept AS a JOIN kept AS b ON a.members = b.members GROUP BY 1
)
SELECT kept.members, count(*) AS count, exp(ln(sum(t)) - sum(t * ln(t)) / sum(t)) AS effective_number,
       list_sum(list_sort(list(t), 'DESC')[1:4]) / sum(t) AS cr4_share, sum(CAST(t AS DOUBLE) * t) / sum(t) / sum(t) AS hhi_share,
       any_value(apart) / any_value(pairs) / (2 * avg(t)) AS gini
FROM kept JOIN pairs ON pairs.members = kept.members GROUP BY kept.members
