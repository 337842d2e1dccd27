SELECT name AS model, * EXCLUDE (kind, name) FROM movers WHERE kind = 'model'
