"""Every request gets a number, and every error a page."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kit.error_pages import answer, wrong_method
from kit.errors import DeskError
from kit.logging import route_of
from kit.request_id import accepted_or_new, current_request_id

Handler = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("desk.request")


class RequestIdMiddleware:
    """Takes the caller's X-Request-ID or makes one, returns it, and logs one line a request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = accepted_or_new(request.headers.get("X-Request-ID"))
        token = current_request_id.set(number)
        started = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = number
            milliseconds = round((time.monotonic() - started) * 1000)
            log.info("%s %s %s %s ms", request.method, route_of(request), response.status_code, milliseconds)
            return response
        finally:
            current_request_id.reset(token)


class ErrorMiddleware:
    """Turns what a view raises into a page. What middleware raises, config.urls' handlers answer.

    No page is kept: on a shared computer the back button would show patients after signing out.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            return wrong_method(request, response.get("Allow", ""))
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A page for a refusal or a failure; None leaves it to Django (404, 403, 400, DEBUG)."""
        if settings.DEBUG and not isinstance(problem, DeskError):
            return None
        return answer(request, problem)
