"""What every door shares, page or API: who stands in it, what they may do now, and what is recorded."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from audit.desk.views_recorded import record_view
from kit.errors import NotAllowed, NotPossible
from practices.middleware import access_in
from practices.models import Person, Practice
from practices.permissions import Access
from practices.selectors import practices_of
from requests_app import permissions, policies, workflow
from requests_app.journey.unit import actor_of
from requests_app.models import Request


def person_in(request: HttpRequest) -> Person:
    """The signed-in person."""
    return permissions.person_of(access_in(request))


def opened(request: HttpRequest, case: Request, page: str, event: str = "request.opened") -> None:
    """Record that somebody looks at a page of the request, before it is rendered."""
    record_view(
        event,
        actor=actor_of(person_in(request)),
        practice=case.practice.public_id,
        about=case.about,
        facts={"page": page},
    )


def may_now(
    case: Request, access: Access, own: permissions.Standing | None = None
) -> list[workflow.Transition]:
    """The transitions that this person could make now, in the table's order: the buttons of the page."""
    own = own or permissions.standing(case, access)
    found = []
    for row in workflow.from_state(case.state):
        if row.permission and not permissions.why_not_transition(row, own):
            found.append(row)
    return found


def would_pass(case: Request, row: workflow.Transition, at: Any) -> str:
    """Why the row's guard would stop now, in words; "" when it would let through."""
    check: Callable[[Request, Any], None] = policies.guard(row.guard)
    try:
        check(case, at)
    except NotPossible as stop:
        return stop.message
    return ""


def would_stop(case: Request, row: workflow.Transition | None, at: Any) -> NotPossible | None:
    """The stop of the row's guard, with who can help; None when it would let through."""
    try:
        policies.guard(row.guard if row else "")(case, at)
    except NotPossible as stop:
        return stop
    return None


def record_unrecorded(request: HttpRequest, problem: Exception) -> None:
    """Write a refusal that no step and no page has written yet: in the log of the practice, or the site's."""
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
    problem.recorded = True


def named_practice(request: HttpRequest) -> Practice | None:
    """The practice in the address, where the person holds a role there."""
    code = request.resolver_match.kwargs.get("ods_code") if request.resolver_match else None
    return practices_of(access_in(request)).filter(ods_code=code).first() if code else None
