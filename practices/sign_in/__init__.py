"""Signing in and out, and passwords: django-allauth behind our own pages, each step in the ledger."""
