"""Answering requests, beside an answer that asks nothing of the database or the templates."""

from collections.abc import Iterator

from django.test import Client

from bench.timing import Row, rate


def measure() -> Iterator[Row]:
    """Pages a second from one process: the bare answer, and the sign-in page."""
    client = Client()
    limit = rate(lambda: client.get("/healthz"))
    yield "Bare answer (/healthz)", limit, limit
    yield "Sign-in page", rate(lambda: client.get("/accounts/login/")), limit
