-- mart: m
-- keys: day, a
--   b, c
-- A comment that is none.
SELECT 1
