"""A person opens or sends a page of a request."""

from typing import Any

from django.test import Client
from django.urls import reverse

from practices.models import Person
from requests_app.models import Request
from tests.support.queries import MOST_A_PAGE, counted


def opened(person: Person, name: str, request: Request) -> Any:
    """The page as they get it, within the queries that a page may ask."""
    browser = Client()
    browser.force_login(person)
    with counted() as asked:
        response = browser.get(reverse(name, args=[request.key]))
    assert len(asked) <= MOST_A_PAGE
    return response


def sent(person: Person, name: str, request: Request, **data: Any) -> Any:
    """The answer to the page's form."""
    browser = Client()
    browser.force_login(person)
    return browser.post(reverse(name, args=[request.key]), data)
