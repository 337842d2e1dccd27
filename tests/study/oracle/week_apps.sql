SELECT name AS app, * EXCLUDE (kind, name) FROM movers WHERE kind = 'app'
