"""No refusal goes unrecorded: what no step and no page has written to the ledger yet is written here."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from audit.desk.views_recorded import record_view
from kit.errors import NotAllowed
from practices.middleware import access_in
from practices.models import Person, Practice
from practices.selectors import practices_of
from requests_app.journey.unit import actor_of


class RefusalMiddleware:
    """One `attempt.refused` for each 403: in the log of the practice in the address, or the site's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Goes after practices.middleware.AccessMiddleware."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> None:
        """Records; the page itself is kit.middleware's."""
        if not isinstance(problem, NotAllowed) or problem.recorded or not isinstance(request.user, Person):
            return
        practice, name = named_practice(request), request.resolver_match and request.resolver_match.url_name
        record_view(
            "attempt.refused",
            actor=actor_of(request.user),
            practice=practice.public_id if practice else None,
            about=f"practice:{practice.public_id}" if practice else actor_of(request.user),
            facts={"attempt": f"page.{name}"},
        )


def named_practice(request: HttpRequest) -> Practice | None:
    """The practice in the address, where the person holds a role there."""
    code = request.resolver_match.kwargs.get("ods_code") if request.resolver_match else None
    return practices_of(access_in(request)).filter(ods_code=code).first() if code else None
