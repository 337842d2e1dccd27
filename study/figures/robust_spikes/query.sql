WITH weeks AS (
    SELECT 'tool calls' AS signal, week, account_id,
           CAST(coalesce(tool_call_tokens, 0) AS DECIMAL(38, 12)) AS numerator,
           CAST(finished_tokens AS DECIMAL(38, 12)) AS denominator
    FROM mart_accounts
    WHERE finished_tokens > 0 AND week >= {from} AND week + 6 <= {to}
    UNION ALL
    SELECT 'programming', week, account_id, programming_tokens, tokens
    FROM labelled_accounts, labelled_days
    WHERE week >= starts AND week + 6 <= ends
),
-- Accounts that are among the three largest of a week.
candidates AS (
    SELECT DISTINCT signal, account_id
    FROM (SELECT *, row_number() OVER (PARTITION BY signal, week
                                       ORDER BY numerator DESC, account_id) AS place
          FROM weeks
          WHERE account_id IS NOT NULL AND numerator > 0)
    WHERE place <= 3
),
numbered AS (
    SELECT *, row_number() OVER (PARTITION BY signal ORDER BY account_id) AS account
    FROM candidates
)
SELECT signal, CAST(week AS VARCHAR) AS week, 0 AS account, sum(numerator) AS numerator,
       sum(denominator) AS denominator
FROM weeks
GROUP BY signal, week
UNION ALL
SELECT signal, CAST(week AS VARCHAR), account, numerator, denominator
FROM weeks
JOIN numbered USING (signal, account_id)
ORDER BY signal, week, account
