-- Eight weeks are one too few: both signals say so.
SELECT 'programming' AS signal, 'insufficient_data' AS verdict UNION ALL SELECT 'tool calls', 'insufficient_data'
