-- mart: mart_country_service
-- keys: week, country, is_byok, provider, terminal_state
-- splits: mart_service
-- order: country, week
-- What mart_service holds, told apart as mart_country_apps is, but by the week: by the day a
-- small country's rows would be nearly as many as its generations.
SELECT week_of(day) AS week, country, is_byok, provider, terminal_state,
       sum(COLUMNS(* EXCLUDE (day, country, is_byok, provider, terminal_state)))
FROM ({mart_service by country, is_byok})
GROUP BY ALL
