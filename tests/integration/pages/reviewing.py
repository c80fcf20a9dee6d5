"""What the tests of triage and the reviews share: opening and posting pages, and reading what they say."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from audit.ledger.api import entries_about, log_name
from requests_app.models import Request
from tests.factories.journeys import fresh
from tests.support.queries import MOST_A_PAGE, counted


def url(request: Request, page: str) -> str:
    """The address of a request's page."""
    return reverse(page, args=[request.key])


def opened(client: Client, request: Request, page: str) -> str:
    """What a page says; it opens, with one h1, and asks the database no more than it may."""
    with counted() as asked:
        response = client.get(url(request, page))
    assert response.status_code == 200
    assert response.content.count(b"<h1") == 1
    assert len(asked) <= MOST_A_PAGE, "\n".join(asked)
    return text_of(response)


def sent(client: Client, request: Request, page: str, **data: Any) -> HttpResponse:
    """The answer to a form as the browser posts it, with the version that the page carried."""
    fields = {"seen_version": str(fresh(request).version)} | data
    return client.post(url(request, page), fields)


def text_of(response: HttpResponse) -> str:
    """What a person reads, without tags, entities and line ends."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def html_of(response: HttpResponse) -> str:
    """The page with its tags, without entities."""
    return unescape(response.content.decode())


def events(request: Request) -> list[str]:
    """The ledger's events about the request, the newest first."""
    log = log_name(request.practice.public_id)
    return [entry.event for entry in entries_about(log, request.about, limit=100)]


def complaints(response: HttpResponse) -> dict[str, str]:
    """The summary of errors: what it says, and the input that each of them leads to ("" for none)."""
    assert response.status_code in (409, 422), text_of(response)
    summary = html_of(response).split('class="nhsuk-list nhsuk-error-summary__list"')[1].split("</ul>")[0]
    found = {}
    for line in re.findall(r"<li>(.*?)</li>", summary, re.DOTALL):
        link = re.search(r'href="#id_([^"]+)"', line)
        found[" ".join(re.sub(r"<[^>]+>", " ", line).split())] = link.group(1) if link else ""
    return found
