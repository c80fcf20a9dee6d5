"""One page for every error, with the right status, also when templates or the database fail."""

import logging
import sys
from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.html import format_html

from kit import problems
from kit.errors import DeskError, NotVisible
from kit.logging import describe, route_of
from kit.lost_forms import typed_texts
from kit.request_id import current_request_id

log = logging.getLogger("desk.errors")
TEMPLATE = "errors/desk_error.jinja"
# Django answers these itself, through the handlers below.
LEFT_TO_DJANGO = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)
PLAIN = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{message}</p><p>{who_can}</p>{reference}
<p><a href="/">Go to my work</a></p></main></body></html>"""


class Unexpected(DeskError):
    """Something failed that nobody foresaw."""

    status = 500
    title = "Sorry, there is a problem with the service"


class Unavailable(DeskError):
    """The database does not answer."""

    status = 503
    title = "Sorry, the service is not available"


class NotPermitted(DeskError):
    """Django refused: a forged or expired form, or a view's own check."""

    status = 403
    title = "You cannot do this"


class TooLongOpen(NotPermitted):
    """The form's token is no longer the person's."""

    title = "Your page was open too long"

    def __init__(self) -> None:
        super().__init__(
            "Nothing was changed. Open the page again and send it from there: you may have signed in again"
            " since it was opened."
        )


class WrongMethod(DeskError):
    """The address exists, but not for what was sent to it: most often a form's address, typed or kept."""

    status = 405
    title = "This page cannot be opened directly"


class BadInput(DeskError):
    """A request that no page of ours would send."""

    status = 400
    title = "That request could not be understood"


def answer(request: HttpRequest, problem: BaseException) -> HttpResponse | None:
    """The page for an exception, or None where Django answers by itself."""
    if isinstance(problem, DeskError):
        return page(request, problem, typed=typed_texts(request))
    if isinstance(problem, LEFT_TO_DJANGO):
        return None
    log.error("%s on %s", type(problem).__name__, route_of(request), extra={"exception": describe(problem)})
    if database_is_away(problem):
        response = unavailable(request)
    else:
        response = page(
            request,
            Unexpected("Nothing that you entered on this page was saved. Try again later."),
            typed=typed_texts(request),
        )
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django asks this before it logs again
    return response


def database_is_away(problem: BaseException) -> bool:
    """Whether the database didn't answer, or went in the middle of an answer.

    The driver has no class of its own for the latter: an error that came without a code from PostgreSQL.
    """
    if isinstance(problem, (OperationalError, InterfaceError)):
        return True
    return isinstance(problem, DatabaseError) and getattr(problem.__cause__, "pgcode", "") is None


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page without a database, which may have saved a form and gone before it could say so."""
    request.user = AnonymousUser()  # the page must not ask the database who this is
    words = "The service cannot reach its database. Try again in a few minutes."
    if request.method == "POST":
        words += " Then look first whether what you sent was saved: it may have been."
    return page(request, Unavailable(words), typed=typed_texts(request))


def page(request: HttpRequest, error: DeskError, typed: Sequence[str] = ()) -> HttpResponse:
    """Render an error; a plain page where the template can't be rendered. `typed` is shown to be copied.

    A program gets problem details instead.
    """
    if problems.for_programs(request):
        return problems.problem(request, error)
    reference = current_request_id.get() if error.status >= 500 else ""
    try:
        context = {"error": error, "reference": reference, "typed": typed}
        html: str = render_to_string(TEMPLATE, context, request=request)
    except Exception as problem:  # whatever failed once may fail here again: the person still gets an answer
        log.error("The error page failed: %s", type(problem).__name__, extra={"exception": describe(problem)})
        html = _plain(error, reference)
    response = HttpResponse(html, status=error.status)
    response["Cache-Control"] = "no-store"
    if error.status == 503:
        response["Retry-After"] = "60"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For `handler404`."""
    return page(request, NotVisible())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For `handler403`."""
    return page(request, NotPermitted("Your role does not allow this."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For `handler400`. Django says the same of a session that it could not save without its database."""
    below: BaseException | None = exception
    while below is not None:
        if database_is_away(below):
            return unavailable(request)
        below = below.__context__
    return page(request, BadInput("Go back and try again."))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For `CSRF_FAILURE_VIEW`: most often a form that was open while the person signed in again."""
    return page(request, TooLongOpen(), typed=typed_texts(request))


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """In place of the empty answer that Django's views give to a method they don't take."""
    response = page(
        request, WrongMethod("It takes what a form sends. Start from my work and open the form there.")
    )
    response["Allow"] = allowed
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """For `handler500`: an exception outside the views, in other middleware."""
    problem = sys.exc_info()[1] or RuntimeError()
    return answer(request, problem) or page(request, Unexpected("Try again later."))


def _plain(error: DeskError, reference: str) -> str:
    shown = format_html("<p>Reference: {}</p>", reference) if reference else ""
    return format_html(
        PLAIN, title=error.title, message=error.message, who_can=error.who_can, reference=shown
    )
