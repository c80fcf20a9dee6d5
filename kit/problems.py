"""Errors as programs read them: problem details (RFC 9457), from the same errors that pages show."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse

from kit.errors import DeskError, InvalidInput
from kit.request_id import current_request_id

MEDIA_TYPE = "application/problem+json"
#: Addresses below this are for programs.
API = "/api/"
#: Where each type of problem is explained to people.
EXPLAINED = "/api-reference/"


def for_programs(request: HttpRequest) -> bool:
    """Whether who asks is a program, going by the address."""
    return request.path.startswith(API)


def slug_of(error: type[DeskError]) -> str:
    """NotPossible becomes "not-possible": the anchor on the page that explains the types."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", error.__name__).lower()


def details(error: DeskError, errors: Sequence[Mapping[str, str]] = ()) -> dict[str, Any]:
    """type, title, status, detail and, where there is one, who can help, what is wrong where, a reference.

    errors: {"pointer": a JSON pointer into what was sent, "detail": what to do}; else those of the error.
    """
    found: dict[str, Any] = {
        "type": f"{EXPLAINED}#{slug_of(type(error))}",
        "title": error.title,
        "status": error.status,
        "detail": error.message,
    }
    if error.who_can:
        found["who_can"] = error.who_can
    if isinstance(error, InvalidInput) and not errors:
        errors = [{"pointer": name, "detail": words} for name, words in error.fields.items()]
    if errors:
        found["errors"] = [dict(row) for row in errors]
    if error.status >= 500:
        found["reference"] = current_request_id.get()
    return found


def problem(request: HttpRequest, error: DeskError, errors: Sequence[Mapping[str, str]] = ()) -> JsonResponse:
    """The answer to a program. Never kept by a cache."""
    response = JsonResponse(details(error, errors), status=error.status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if error.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Disclosure Desk"'
    if error.status == 503:
        response["Retry-After"] = "60"
    return response
