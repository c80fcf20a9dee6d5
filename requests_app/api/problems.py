"""Every refusal and failure of the API as problem details (RFC 9457), the pages' errors among them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions

from kit import error_pages
from kit.errors import DeskError, InvalidInput, NotAllowed, NotVisible
from kit.problems import problem
from requests_app.doors import record_unrecorded


class NotKnown(DeskError):
    """Nobody has said who calls, or with a token that isn't in force."""

    status = 401
    title = "Who calls is not known"


class NotUnderstood(DeskError):
    """What was sent is no JSON."""

    status = 400
    title = "That could not be understood"


class NotTaken(DeskError):
    """The address doesn't take this method."""

    status = 405
    title = "This address does not take that method"


class NotOffered(DeskError):
    """Only JSON is offered."""

    status = 406
    title = "Only JSON is offered"


class TooLong(DeskError):
    """More was sent than a request can be."""

    status = 413
    title = "That is too long"


class NotJson(DeskError):
    """Something other than JSON was sent."""

    status = 415
    title = "Only JSON is taken"


class InvalidContents(InvalidInput):
    """What was sent can't be taken; each error points to its place."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("Some of what you sent can't be taken: `errors` says what and where.")
        self.errors = errors


SIGN_IN = "Send the token of a service account, or sign in on the pages."
#: The framework's own refusals, as ours.
OURS: tuple[tuple[type[exceptions.APIException], type[DeskError], str], ...] = (
    (exceptions.NotAuthenticated, NotKnown, SIGN_IN),
    (exceptions.AuthenticationFailed, NotKnown, SIGN_IN),
    (exceptions.ParseError, NotUnderstood, "Send one JSON object in UTF-8."),
    (exceptions.MethodNotAllowed, NotTaken, "The header Allow says which methods it takes."),
    (exceptions.NotAcceptable, NotOffered, "Ask for application/json."),
    (exceptions.UnsupportedMediaType, NotJson, "Send application/json."),
)


def answer(raised: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """For REST_FRAMEWORK's EXCEPTION_HANDLER: never None, so that nothing leaves the API as a page."""
    request: HttpRequest = context["request"]._request
    error = as_ours(raised)
    if error is None:
        return error_pages.answer(request, raised) or problem(
            request, error_pages.Unexpected("Try again later.")
        )
    record_unrecorded(request, error)
    response = problem(request, error, getattr(error, "errors", ()))
    if isinstance(error, NotTaken):
        response["Allow"] = ", ".join(context["view"].allowed_methods)
    return response


def as_ours(raised: Exception) -> DeskError | None:
    """The error as one of ours; None for what nobody foresaw."""
    if isinstance(raised, DeskError):
        return raised
    if isinstance(raised, exceptions.ValidationError):
        return InvalidContents(list(pointers(raised.detail)))
    if isinstance(raised, Http404):
        return NotVisible()
    if isinstance(raised, (exceptions.PermissionDenied, PermissionDenied)):
        return NotAllowed("You may not do this.")
    for theirs, ours, words in OURS:
        if isinstance(raised, theirs):
            return ours(words)
    return None


def pointers(detail: Any, at: str = "") -> Iterator[dict[str, str]]:
    """The framework's nested errors as JSON pointers (RFC 6901) with what to do."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else f"/{_escaped(str(name))}"
            yield from pointers(inner, at + step)
    elif isinstance(detail, list) and any(isinstance(inner, (Mapping, list)) for inner in detail):
        for number, inner in enumerate(detail):
            yield from pointers(inner, f"{at}/{number}")
    elif isinstance(detail, list):
        for inner in detail:
            yield {"pointer": at, "detail": str(inner)}
    else:
        yield {"pointer": at, "detail": str(detail)}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
