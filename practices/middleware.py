"""Gives each HTTP request `request.access`: what the person who is signed in may do today."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from practices.permissions import Access, access_of


class AccessMiddleware:
    """Computes the access when it is first asked for, once an HTTP request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Goes after Django's AuthenticationMiddleware."""
        request.access = SimpleLazyObject(lambda: access_of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)


def access_in(request: HttpRequest) -> Access:
    """The access of an HTTP request, with its type."""
    return cast(Access, request.access)  # type: ignore[attr-defined]
