"""A form that is sent after its writer was signed out gives back what they typed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from kit.error_pages import NotPermitted, page
from kit.lost_forms import typed_texts
from kit.middleware import Handler


class SignedOut(NotPermitted):
    """The session ended while a form was written."""

    title = "You were signed out"

    def __init__(self) -> None:
        super().__init__(
            "You are signed out after half an hour without opening a page, so nothing was saved. Copy what"
            " you typed, then sign in and open the page again."
        )


class SignedOutMiddleware:
    """Sending somebody to sign in would throw away a page of reasons: they are shown first, to be copied."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and _leads_to_sign_in(response) and not request.user.is_authenticated:
            typed = typed_texts(request)
            if typed:
                return page(request, SignedOut(), typed=typed)
        return response


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(resolve_url(settings.LOGIN_URL))
