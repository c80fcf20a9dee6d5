"""No refusal goes unrecorded: what no step and no page has written to the ledger yet is written here."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from requests_app.doors import record_unrecorded


class RefusalMiddleware:
    """One `attempt.refused` for each 403: in the log of the practice in the address, or the site's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Goes after practices.middleware.AccessMiddleware."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> None:
        """Records; the page itself is kit.middleware's."""
        record_unrecorded(request, problem)
