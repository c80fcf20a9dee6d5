"""The API's description, and the page on which people read it: made from the same schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView

from kit import error_pages, errors
from kit.problems import slug_of
from requests_app.api import problems

#: The kinds of problem that programs meet, in the order of their status.
PROBLEMS: tuple[type[errors.DeskError], ...] = (
    problems.NotUnderstood,
    problems.NotKnown,
    errors.NotAllowed,
    errors.NotVisible,
    problems.NotTaken,
    problems.NotOffered,
    errors.NotPossible,
    problems.TooLong,
    problems.NotJson,
    errors.InvalidInput,
    problems.InvalidContents,
    error_pages.Unexpected,
    error_pages.Unavailable,
)


@dataclass(frozen=True)
class Field:
    """A field of what is sent or answered: its path, type, whether it must be there, and what it means."""

    path: str
    kind: str
    required: bool
    words: str

    def __iter__(self) -> Iterator[str]:
        """The cells of its row."""
        return iter((self.path, self.kind, "Yes" if self.required else "No", self.words))


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    words: str
    parameters: list[Field]
    sends: list[Field]
    answers: list[tuple[str, str]]
    gives: list[Field]


@extend_schema(exclude=True)
class SchemaView(SpectacularAPIView):
    """The description as a file, for tools."""


@login_required
@require_safe
def api_reference(request: HttpRequest) -> HttpResponse:
    """The description for people."""
    context = {"operations": operations(), "problems": [(slug_of(each), each) for each in PROBLEMS]}
    return render(request, "help/api_reference.jinja", context)


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the schema; it doesn't change while the service runs."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return tuple(
        _operation(schema, path, method, described)
        for path, methods in schema["paths"].items()
        for method, described in methods.items()
    )


def _operation(schema: Mapping[str, Any], path: str, method: str, described: Mapping[str, Any]) -> Operation:
    sent = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    found: Mapping[str, Any] = described["responses"]
    done: Mapping[str, Any] = next((row for code, row in found.items() if code.startswith("2")), {})
    given = done.get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        words=described.get("description", ""),
        parameters=[
            Field(
                row["name"],
                f"{_kind(schema, row['schema'])}, in the {row['in']}",
                row.get("required", False),
                row.get("description", ""),
            )
            for row in described.get("parameters", [])
        ],
        sends=list(_fields(schema, sent)) if sent else [],
        answers=[(code, row.get("description", "") or "Done.") for code, row in found.items()],
        gives=list(_fields(schema, given)) if given else [],
    )


def _resolved(schema: Mapping[str, Any], shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """A shape in place of the reference to it."""
    while True:
        if "$ref" in shape:
            shape = schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]]
        elif "allOf" in shape or "oneOf" in shape:
            shape = next(iter(shape.get("allOf") or shape["oneOf"]))
        else:
            return shape


def _fields(schema: Mapping[str, Any], shape: Mapping[str, Any], before: str = "") -> Iterator[Field]:
    shape = _resolved(schema, shape)
    for name, given in shape.get("properties", {}).items():
        inner = _resolved(schema, given)
        path = f"{before}{name}"
        words = given.get("description") or inner.get("description", "")
        yield Field(path, _kind(schema, given), name in shape.get("required", ()), words)
        if inner.get("type") == "array":
            path, inner = f"{path}[]", _resolved(schema, inner["items"])
        yield from _fields(schema, inner, f"{path}.")


def _kind(schema: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """The type in words."""
    shape = _resolved(schema, given)
    kind = str(shape.get("format") or shape.get("type") or "object")
    if shape.get("type") == "array":
        kind = f"list of {_kind(schema, shape['items'])}"
    if "enum" in shape:
        codes = [str(code) for code in shape["enum"] if code not in (None, "")]
        kind = f"one of {', '.join(codes)}" if len(codes) < 20 else f"one of {len(codes)} codes"
    return f"{kind} or null" if given.get("nullable") or shape.get("nullable") else kind
