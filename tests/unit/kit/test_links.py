"""Addresses of pages that may not exist, and query strings."""

from django.test import RequestFactory

from kit.links import maybe_url, with_query


def test_maybe_url_knows_what_exists() -> None:
    assert maybe_url("development_components") == "/development/components/"
    assert maybe_url("no_such_page") is None
    assert maybe_url("development_components", 7) is None


def test_with_query_keeps_what_was_chosen() -> None:
    request = RequestFactory().get("/", {"state": "triage", "page": "3"})
    assert with_query(request, page=4) == "?state=triage&page=4"
    assert with_query(request, page=None) == "?state=triage"
    assert with_query(request, page="", state=None) == "?"
    assert with_query(request, absent=None, sort="-due") == "?state=triage&page=3&sort=-due"
