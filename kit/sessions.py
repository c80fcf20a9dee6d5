"""Sessions that stay awake while pages are asked for, without a write for each page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

AWAKE = "awake"  # when the session was last saved, in seconds since 1970
EVERY = 60  # seconds: SESSION_COOKIE_AGE is half an hour and as much again


class StayAwakeMiddleware:
    """Saves a signed-in session anew when it was last saved a minute ago. Goes after SessionMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Touch the session once the page is made."""
        response = self.get_response(request)
        session = request.session
        if session.accessed and AWAKE in session and _now() - session[AWAKE] >= EVERY:
            session[AWAKE] = _now()
        return response


def begin_awake(request: HttpRequest, **_: Any) -> None:
    """When somebody signs in. Receives django.contrib.auth's user_logged_in."""
    request.session[AWAKE] = _now()


def _now() -> int:
    return int(timezone.now().timestamp())
