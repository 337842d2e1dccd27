-- mart: mart_app_service
-- keys: week, app, provider, terminal_state
-- splits: mart_service
-- order: app, week
-- What mart_service holds, told apart by application, by the week as by country.
SELECT week_of(day) AS week, app, provider, terminal_state,
       sum(COLUMNS(* EXCLUDE (day, app, provider, terminal_state)))
FROM ({mart_service by app})
GROUP BY ALL
