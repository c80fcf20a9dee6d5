"""What the header and the footer offer a person: only pages that exist and that their roles open."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html

from kit.links import maybe_url
from requests_app.reminders.unread import known_unread


@dataclass(frozen=True)
class Place:
    """An entry of the main navigation; shown to those who hold one of the permissions at some practice."""

    text: str
    url_name: str
    permissions: tuple[str, ...] = ()


# What is looked at daily first: where a person has more than fit beside each other, the last go under "More".
PLACES = (
    Place("My work", "my_work"),
    Place("All requests", "requests", ("view_requests",)),
    Place("Log a request", "request_new", ("draft_request",)),
    Place("Hand-overs", "handovers", ("view_requests",)),
    Place("Incidents", "incidents", ("record_incident",)),
    Place("Requesters", "requesters", ("manage_requesters", "confirm_requester_number")),
    Place("Agreements", "agreements", ("view_requests",)),
    Place("Audit", "audit", ("read_ledger",)),
    Place("Reports", "report", ("read_identities",)),
    Place("People", "people", ("manage_people", "confirm_appointment", "invite_outside_guardian")),
    Place("The law", "law"),
)
FOOTER = (
    ("Accessibility", "accessibility"),
    ("Roles explained", "roles"),
    ("Help", "help"),
)
SIGN_OUT = (
    '<form class="nhsuk-header__account-form" action="{}" method="post">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<button class="nhsuk-header__account-button">Sign out</button></form>'
)


def _signed_in(request: HttpRequest | None) -> bool:
    """An error page may come before the session is read, or without a request at all."""
    person = getattr(request, "user", None)
    return bool(person and person.is_authenticated)


def _may(request: HttpRequest, permissions: tuple[str, ...]) -> bool:
    if not permissions:
        return True
    access = getattr(request, "access", None)
    return access is not None and any(access.practices_where(codename) for codename in permissions)


def navigation(request: HttpRequest | None) -> list[dict[str, Any]]:
    """Items for the NHS header, with the current page or section marked."""
    if request is None or not _signed_in(request):
        return []
    found = [
        (place.text, href)
        for place in PLACES
        if _may(request, place.permissions) and (href := maybe_url(place.url_name))
    ]
    inside = [href for _, href in found if href != "/" and request.path.startswith(href)]
    section = max(inside, key=len, default="/" if request.path == "/" else None)
    return [
        {"text": text, "href": href, "current": request.path == href, "active": href == section}
        for text, href in found
    ]


def account_items(request: HttpRequest | None) -> list[dict[str, Any]]:
    """Who is signed in, linked to their account, and the button that signs out: a POST with its token."""
    if request is None or not _signed_in(request):
        return []
    account = maybe_url("my_account") or maybe_url("account_change_password")
    person: Any = request.user
    items: list[dict[str, Any]] = [{"text": person.full_name, "icon": True, "href": account}]
    if reminders := maybe_url("reminders"):
        unread = known_unread(person.pk)
        items.append({"text": f"Reminders ({unread} unread)" if unread else "Reminders", "href": reminders})
    if sign_out := maybe_url("account_logout"):
        form = format_html(SIGN_OUT, sign_out, get_token(request))
        items.append({"html": form})
    return items


def footer_links() -> list[dict[str, str]]:
    """The footer's links, those pages that exist."""
    return [{"text": text, "href": href} for text, name in FOOTER if (href := maybe_url(name))]
