"""A page for each thing that goes wrong while a patient's name is at hand, and for each control."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.mail import EmailMessage, send_mail
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt

from kit.errors import NotPossible
from requests_app.models import Subject
from tests.integration.leaks.faults import tasks
from tests.integration.leaks.markers import CONTROL, NAME

log = logging.getLogger("desk.faults")


def ask(statement: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def exception(name: str) -> None:
    searched = {"name": name}
    raise KeyError(searched["name"])


def with_a_cause(name: str) -> None:
    try:
        int(name)
    except ValueError as problem:
        raise RuntimeError(f"{name} is no number") from problem


def integrity(name: str) -> None:
    row = "(%s, 'x', now())"
    ask(f"INSERT INTO django_session VALUES {row}, {row}", name[:40], name[:40])


def data(name: str) -> None:
    ask("SELECT %s::integer", name)


def suspicious(name: str) -> None:
    raise SuspiciousOperation(f"{name} looks odd")


def denied(name: str) -> None:
    raise PermissionDenied(f"Not about {name}")


def missing(name: str) -> None:
    raise Http404(f"No {name}")


def bad(name: str) -> None:
    raise BadRequest(f"What is {name}?")


def logged(name: str) -> None:
    try:
        raise LookupError(name)
    except LookupError as problem:
        log.exception("A name was not found")
        log.warning("A name was not found: %s", problem)
        log.error(f"A name was not found: {problem}", exc_info=problem)


def mail(name: str) -> None:
    """The mail server names in its refusal whom it refuses."""
    send_mail("Hello", "Hello", None, ["refused@mailbox.test"])


def task(name: str) -> None:
    subject = Subject.objects.filter(name=name).values_list("pk", flat=True)[0]
    tasks.fail_about.delay(subject)
    tasks.try_twice_about.delay(subject)


FAULTS: dict[str, Callable[[str], None]] = {
    each.__name__: each
    for each in (
        exception, with_a_cause, integrity, data, suspicious, denied, missing, bad, logged, mail, task,
    )
}  # fmt: skip


def controls(request: HttpRequest) -> HttpResponse:
    """Leave the control wherever the search looks, and that a page can reach."""
    cache.set(f"control-{CONTROL}", CONTROL)
    request.session["control"] = CONTROL
    EmailMessage(CONTROL, CONTROL, to=["control@mailbox.test"], headers={"X-Control": CONTROL}).send()
    answer = HttpResponse(f'<title>{CONTROL}</title><a href="/{CONTROL}/">On</a>')
    answer["X-Control"] = CONTROL
    return answer


@csrf_exempt
def fail(request: HttpRequest, what: str) -> HttpResponse:
    """Fail in the wanted way."""
    if what == "controls":
        return controls(request)
    if what == "redirect":
        return HttpResponseRedirect(f"/{CONTROL}/")
    if what == "refusal":
        raise NotPossible(f"{CONTROL} is told on an error page.")
    FAULTS[what](NAME)
    return HttpResponse("Nothing failed")
