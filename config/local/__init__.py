"""PostgreSQL and Redis for a machine that has none: started on demand, stopped when nobody needs them."""
