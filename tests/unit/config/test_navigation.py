"""What header and footer offer."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from config.navigation import account_items, footer_links, navigation

NAMES = {
    "my_work": "",
    "requests": "requests/",
    "request_new": "requests/new/",
    "people": "people/",
    "account_logout": "accounts/logout/",
    "account_change_password": "accounts/password/",
    "roles": "roles/",
}


def page(request: Any) -> HttpResponse:
    """Any page."""
    return HttpResponse(request.path)


urlpatterns = [path(address, page, name=name) for name, address in NAMES.items()]


@pytest.fixture(autouse=True)
def _addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def request(address: str = "/", *permissions: str, signed_in: bool = True) -> Any:
    made = RequestFactory().get(address)
    made.user = SimpleNamespace(is_authenticated=signed_in, full_name="Priya <Shah>")
    made.access = SimpleNamespace(practices_where=lambda codename: {1} if codename in permissions else set())
    return made


def shown(made: Any) -> list[str]:
    return [item["text"] for item in navigation(made)]


def test_only_what_the_roles_open_and_what_exists() -> None:
    assert shown(request()) == ["My work"]
    assert shown(request("/", "view_requests", "draft_request")) == [
        "My work",
        "All requests",
        "Log a request",
    ]
    assert shown(request("/", "confirm_appointment")) == ["My work", "People"]
    assert shown(request("/", "manage_requesters")) == ["My work"]  # there is no such page here


def test_nobody_is_offered_nothing() -> None:
    assert navigation(None) == []
    assert navigation(request(signed_in=False)) == []
    assert navigation(RequestFactory().get("/")) == []
    assert account_items(None) == []
    assert account_items(request(signed_in=False)) == []


def test_without_the_middleware_that_knows_roles() -> None:
    made = request("/", "view_requests")
    del made.access
    assert shown(made) == ["My work"]


@pytest.mark.parametrize(
    ("address", "active", "current"),
    [
        ("/", "My work", "My work"),
        ("/requests/", "All requests", "All requests"),
        ("/requests/A81001-2026-00042/", "All requests", None),
        ("/requests/new/", "Log a request", "Log a request"),
        ("/accounts/password/", None, None),
    ],
)
def test_the_current_place_is_marked(address: str, active: str | None, current: str | None) -> None:
    items = navigation(request(address, "view_requests", "draft_request"))
    assert [item["text"] for item in items if item["active"]] == ([active] if active else [])
    assert [item["text"] for item in items if item["current"]] == ([current] if current else [])


def test_the_person_their_account_and_the_way_out() -> None:
    name, sign_out = account_items(request())
    assert name == {"text": "Priya <Shah>", "icon": True, "href": "/accounts/password/"}
    assert 'method="post"' in sign_out["html"]
    assert 'action="/accounts/logout/"' in sign_out["html"]
    assert 'name="csrfmiddlewaretoken"' in sign_out["html"]


def test_without_a_way_out_there_is_no_button(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.unit.config.no_addresses"
    assert account_items(request()) == [{"text": "Priya <Shah>", "icon": True, "href": None}]
    assert footer_links() == []


def test_the_footer_has_the_pages_that_exist() -> None:
    assert footer_links() == [{"text": "Roles explained", "href": "/roles/"}]
