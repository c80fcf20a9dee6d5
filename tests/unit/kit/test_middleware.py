"""Each request has a number, each error a page."""

import logging
from typing import Any

import pytest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.test import RequestFactory

from kit.errors import NotAllowed
from kit.middleware import ErrorMiddleware, RequestIdMiddleware
from kit.request_id import current_request_id


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/", headers={"X-Request-ID": "from-outside-1"})


def test_a_number_during_the_request_and_in_the_answer(
    request_: HttpRequest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="desk.request")
    middleware = RequestIdMiddleware(lambda request: HttpResponse(current_request_id.get()))
    response = middleware(request_)
    assert response.content == b"from-outside-1"
    assert response["X-Request-ID"] == "from-outside-1"
    assert current_request_id.get() == "-"
    assert caplog.messages[0].startswith("GET (no such address) 200 ")


def test_the_number_is_forgotten_after_a_failure(request_: HttpRequest) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - any of ours
        RequestIdMiddleware(broken)(request_)
    assert current_request_id.get() == "-"


@pytest.mark.parametrize(
    ("response", "replaced"),
    [
        (HttpResponseNotAllowed(["POST"]), True),
        (HttpResponse(b'{"detail": "no"}', status=405), False),
        (StreamingHttpResponse(iter([b""]), status=405), False),
        (HttpResponse(), False),
    ],
)
def test_an_empty_refusal_of_the_method_gets_a_page(
    request_: HttpRequest, response: Any, replaced: bool
) -> None:
    answered = ErrorMiddleware(lambda request: response)(request_)
    assert (answered is not response) is replaced
    assert answered.status_code == response.status_code
    if replaced:
        assert answered["Allow"] == "POST"
        assert b"cannot be opened directly" in answered.content


def test_exceptions_become_pages(request_: HttpRequest, settings: Any) -> None:
    middleware = ErrorMiddleware(lambda request: HttpResponse())
    refused = middleware.process_exception(request_, NotAllowed("No"))
    assert refused is not None
    assert refused.status_code == 403
    assert middleware.process_exception(request_, Http404()) is None
    failed = middleware.process_exception(request_, ValueError())
    assert failed is not None
    assert failed.status_code == 500
    settings.DEBUG = True
    assert middleware.process_exception(request_, ValueError()) is None
    assert middleware.process_exception(request_, NotAllowed("No")) is not None
