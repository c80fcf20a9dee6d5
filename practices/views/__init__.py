"""Pages. Each view fetches in scope, binds a form, calls one action and redirects."""
