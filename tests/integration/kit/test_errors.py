"""Every refusal and failure gets a page with the right status, and the log no personal data."""

import logging
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible, StalePage

MARKER = "Wilhelmina-9434765919"
RAISED: dict[str, Exception] = {
    "visible": NotVisible(),
    "allowed": NotAllowed("You logged this request.", who_can="A Caldicott guardian can."),
    "possible": NotPossible("It is closed."),
    "stale": StalePage("Somebody decided it meanwhile."),
    "input": InvalidInput("A date is missing."),
    "denied": PermissionDenied(MARKER),
    "broken": KeyError(MARKER),
    "database": OperationalError(MARKER),
}


def fail(request: HttpRequest, what: str) -> HttpResponse:
    raise RAISED[what]


def integrity(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session VALUES (%s, 'x', now()), (%s, 'x', now())", [MARKER, MARKER]
        )
    return HttpResponse()


urlpatterns = [path("fail/<what>/", fail), path("integrity/", integrity)]
handler400 = "kit.error_pages.bad_request"
handler403 = "kit.error_pages.forbidden"
handler404 = "kit.error_pages.not_found"
handler500 = "kit.error_pages.failed"


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


class Everything(logging.Handler):
    """Writes all that a record holds, at the moment when it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.__dict__}")


@pytest.fixture
def written() -> Iterator[list[str]]:
    """What handlers of others could write, standing before the one that cleans."""
    handler = Everything()
    loggers = [logging.getLogger(name) for name in ("django.request", "django.security", "desk")]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler.lines
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("what", "status", "said"),
    [
        ("visible", 404, "There is nothing here that you can see."),
        ("allowed", 403, "A Caldicott guardian can."),
        ("possible", 409, "It is closed."),
        ("stale", 409, "Something happened meanwhile"),
        ("input", 422, "A date is missing."),
        ("denied", 403, "Your role does not allow this."),
        ("broken", 500, "Nothing that you entered on this page was saved."),
        ("database", 503, "The service cannot reach its database."),
    ],
)
def test_each_error_has_its_page(visitor: Client, what: str, status: int, said: str) -> None:
    answer = visitor.get(f"/fail/{what}/", headers={"X-Request-ID": "edge-0001-abc"})
    page = answer.content.decode()
    assert answer.status_code == status
    assert said in page
    assert "Disclosure Desk" in page
    assert answer["X-Request-ID"] == "edge-0001-abc"
    assert answer["Cache-Control"] == "no-store"
    assert ("edge-0001-abc" in page) == (status >= 500)
    assert MARKER not in page


@pytest.mark.django_db
def test_an_unknown_address_gets_our_page(visitor: Client) -> None:
    answer = visitor.get("/nothing/here/")
    assert answer.status_code == 404
    assert "There is nothing here that you can see." in answer.content.decode()


@pytest.mark.django_db
def test_each_request_has_a_number_of_its_own(visitor: Client) -> None:
    first, second = (visitor.get("/nothing/")["X-Request-ID"] for _ in range(2))
    assert len(first) == 32
    assert first != second


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("what", ["allowed", "broken", "database"])
def test_a_plain_page_when_templates_fail(visitor: Client, what: str) -> None:
    def broken(*args: Any, **kwargs: Any) -> str:
        raise RuntimeError(MARKER)

    with patch("kit.error_pages.render_to_string", broken):
        answer = visitor.get(f"/fail/{what}/")
    page = answer.content.decode()
    assert answer.status_code == {"allowed": 403, "broken": 500, "database": 503}[what]
    assert "<h1>" in page
    assert 'href="/"' in page
    assert MARKER not in page


@override_settings(ROOT_URLCONF=__name__)
def test_what_middleware_raises_gets_a_page_too(visitor: Client) -> None:
    with patch(
        "django.contrib.sessions.middleware.SessionMiddleware.process_request",
        side_effect=OperationalError(MARKER),
    ):
        answer = visitor.get("/fail/possible/")
    assert answer.status_code == 503
    with patch(
        "django.contrib.sessions.middleware.SessionMiddleware.process_request", side_effect=KeyError(MARKER)
    ):
        answer = visitor.get("/fail/possible/")
    assert answer.status_code == 500


@pytest.mark.django_db(transaction=True)
@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    "address", ["/fail/broken/", "/fail/database/", "/fail/denied/", "/integrity/", f"/{MARKER}/"]
)
def test_no_log_line_holds_personal_data(
    visitor: Client, caplog: pytest.LogCaptureFixture, written: list[str], address: str
) -> None:
    with caplog.at_level(logging.INFO):
        visitor.get(f"{address}?name={MARKER}", headers={"X-Request-ID": "9434765919"})
    told = "\n".join(written)
    assert written
    assert MARKER not in told
    assert "9434765919" not in told
    if address == "/integrity/":
        assert "django_session_pkey" in told
