"""Every refusal and failure has a page with the right status, and nothing private on it."""

from typing import Any

import psycopg2
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from kit import error_pages
from kit.errors import NotAllowed
from kit.request_id import current_request_id


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/requests/A81001-2026-00042/")


def text(response: HttpResponse | None) -> str:
    assert response is not None
    return response.content.decode()


def test_a_refusal_says_who_can(request_: HttpRequest) -> None:
    error = NotAllowed("You logged it, so you cannot decide it.", who_can="Dr Reed can decide it.")
    response = error_pages.answer(request_, error)
    assert response is not None
    assert (response.status_code, response["Cache-Control"]) == (403, "no-store")
    assert "You logged it" in text(response)
    assert "Dr Reed can decide it." in text(response)
    assert "Go to my work" in text(response)


@pytest.mark.parametrize("problem", [Http404(), PermissionDenied(), SuspiciousOperation(), BadRequest()])
def test_some_are_left_to_django(request_: HttpRequest, problem: Exception) -> None:
    assert error_pages.answer(request_, problem) is None


def test_a_failure_has_a_number_and_no_words_of_the_exception(request_: HttpRequest) -> None:
    token = current_request_id.set("number-123456")
    try:
        response = error_pages.answer(request_, ValueError("999 000 0018"))
    finally:
        current_request_id.reset(token)
    assert response is not None
    assert response.status_code == 500
    assert "number-123456" in text(response)
    assert "999" not in text(response)


@pytest.mark.parametrize("problem", [OperationalError("at 10.0.0.1"), InterfaceError("closed")])
def test_a_database_that_does_not_answer(request_: HttpRequest, problem: Exception) -> None:
    response = error_pages.answer(request_, problem)
    assert response is not None
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "10.0.0.1" not in text(response)


def without_a_code(text: str) -> DatabaseError:
    """What Django makes of the driver's error when the server hangs up in the middle of an answer."""
    problem = DatabaseError(text)
    problem.__cause__ = psycopg2.DatabaseError(text)
    return problem


def test_a_database_that_goes_in_the_middle_of_an_answer(request_: HttpRequest) -> None:
    response = error_pages.answer(request_, without_a_code("server closed the connection"))
    assert response is not None
    assert response.status_code == 503


def test_an_error_of_ours_is_not_the_databases(request_: HttpRequest) -> None:
    response = error_pages.answer(request_, DatabaseError("Save with update_fields did not affect any rows."))
    assert response is not None
    assert response.status_code == 500


def test_a_session_that_could_not_be_saved_without_the_database(request_: HttpRequest) -> None:
    problem = SessionInterrupted()
    problem.__context__ = UpdateError()
    problem.__context__.__context__ = OperationalError("at 10.0.0.1")
    response = error_pages.bad_request(request_, problem)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert error_pages.bad_request(request_, SessionInterrupted()).status_code == 400


@pytest.mark.parametrize("problem", [OperationalError(), ValueError()])
def test_what_was_typed_is_shown_when_it_could_not_be_saved(problem: Exception) -> None:
    sent = {"reason": "A long reason, typed with care", "password": "a secret of twenty letters"}
    request = RequestFactory().post("/x/", sent, headers={"Origin": "http://testserver"})
    shown = text(error_pages.answer(request, problem))
    assert "A long reason, typed with care" in shown
    assert "a secret" not in shown
    assert ("it may have been" in shown) is isinstance(problem, OperationalError)


@pytest.mark.parametrize("status", [403, 500])
def test_when_the_template_fails_there_is_still_a_page(
    request_: HttpRequest, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    def broken(*args: Any, **kwargs: Any) -> str:
        raise OperationalError

    monkeypatch.setattr(error_pages, "render_to_string", broken)
    problem = NotAllowed("<b>No</b>") if status == 403 else ValueError()
    response = error_pages.answer(request_, problem)
    assert response is not None
    assert response.status_code == status
    assert "<h1>" in text(response)
    assert "<b>" not in text(response)
    assert ("Reference:" in text(response)) is (status == 500)


@pytest.mark.parametrize(
    ("handler", "status", "title"),
    [
        (error_pages.not_found, 404, "Page not found"),
        (error_pages.forbidden, 403, "You cannot do this"),
        (error_pages.bad_request, 400, "That request could not be understood"),
    ],
)
def test_handlers(request_: HttpRequest, handler: Any, status: int, title: str) -> None:
    response = handler(request_, Exception())
    assert response.status_code == status
    assert title in text(response)


def test_a_form_that_was_open_too_long_gives_back_what_was_typed() -> None:
    request = RequestFactory().post(
        "/x/", {"reason": "A long reason, typed with care"}, headers={"Origin": "http://testserver"}
    )
    response = error_pages.forged(request, "CSRF token incorrect.")
    assert response.status_code == 403
    assert "A long reason, typed with care" in text(response)


def test_a_wrong_method_names_the_right_ones(request_: HttpRequest) -> None:
    response = error_pages.wrong_method(request_, "POST")
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_the_last_handler_answers_with_or_without_an_exception(request_: HttpRequest) -> None:
    assert error_pages.failed(request_).status_code == 500
    try:
        raise NotAllowed("No")
    except NotAllowed:
        assert error_pages.failed(request_).status_code == 403
    try:
        raise Http404
    except Http404:
        assert error_pages.failed(request_).status_code == 500
