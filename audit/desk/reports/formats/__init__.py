"""The forms that a report's file can have. Each writes bytes into a sink and holds one batch of rows."""
