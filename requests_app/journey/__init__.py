"""One module for each step of a request's way. Steps do not import each other."""
