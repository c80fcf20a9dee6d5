"""Logging a request: start a draft, save it task by task, check it, submit it, hand it over or discard it."""
