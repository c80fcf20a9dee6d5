"""Addresses in templates: pages that may not exist, and query strings that keep what was chosen."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse


def maybe_url(name: str, *args: Any, **kwargs: Any) -> str | None:
    """The address of a named page, or None where this installation does not have it."""
    try:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        return None


def with_query(request: HttpRequest, **changes: Any) -> str:
    """The page's own query string with some keys changed; None or "" takes a key out.

    Always begins with "?", so that a link with everything taken out still means this page.
    """
    query: QueryDict = request.GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"
