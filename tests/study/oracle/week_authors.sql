SELECT name AS author, * EXCLUDE (kind, name) FROM movers WHERE kind = 'author'
