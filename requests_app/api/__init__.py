"""The API: the same rules as the pages, for programs that log requests and for people who read."""
