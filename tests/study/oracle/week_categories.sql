SELECT name AS category, * EXCLUDE (kind, name) FROM movers WHERE kind = 'category'
