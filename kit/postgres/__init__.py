"""Django's PostgreSQL backend, with one addition: a last statement that goes together with its COMMIT."""
