"""Small programs for developers: build, checks."""
