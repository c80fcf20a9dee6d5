"""Log lines without personal data: JSON in production, readable in development, each with a request id.

An exception's text may quote a row or what a person typed, so it is never logged: the class and the lines
of code are, and of a database error the part that names constraints and columns only.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg2
from pythonjsonlogger.json import JsonFormatter

from kit.request_id import current_request_id

# Classes of SQLSTATE whose primary message names tables, columns and constraints but quotes no value:
# connection, integrity, transaction state, rollback, names, resources, state, operator's intervention.
_WITHOUT_VALUES = ("08", "23", "25", "40", "42", "53", "55", "57")
PROJECT = f"{Path(__file__).resolve().parent.parent}/"
MOST_LINES = 12
UNREADABLE = "Invalid request from"  # gunicorn; what follows quotes it
UNFIT = "A line whose values do not fit its words"
# As Celery writes an exception: its class, and in brackets its values.
KIND_OF_EXCEPTION = re.compile(r"(?:Retry in [\d.]+s: )?(?P<kind>[A-Za-z_][A-Za-z0-9_.]*)\(")


def describe(problem: BaseException) -> str:
    """Class and lines of code of an exception and of what caused it, without a single value."""
    return "; caused by ".join(_describe_one(each) for each in _chain(problem))


def route_of(request: Any) -> str:
    """The pattern that a request's address matched. The address itself may hold a token or typed text."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "(no such address)"


class WithoutValues(logging.Filter):
    """Takes out of a record what may be personal: exceptions' texts, addresses, query strings."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        problem = record.exc_info[1] if record.exc_info else None
        if isinstance(record.args, dict):
            record.args = {name: _plain(value, record) for name, value in record.args.items()}
        elif record.args:
            record.args = tuple(_plain(value, record) for value in record.args)
        if record.name == "celery.app.trace" and isinstance(record.args, dict):
            record.args = _of_a_task(record.args)
        _without_quotations(record, problem)
        if problem:
            record.exception = describe(problem)
            record.exc_info = record.exc_text = None
        for noise in ("request", "data"):
            record.__dict__.pop(noise, None)
        return True


class ReadableFormatter(logging.Formatter):
    """One line for the terminal, with the exception below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s [%(request_id)s] %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        exception = getattr(record, "exception", None)
        return f"{line}\n    {exception}" if exception else line


def logging_configuration(environment: str) -> dict[str, Any]:
    """The LOGGING setting for development, test or production."""
    production = environment == "production"
    json_format = "%(asctime)s %(levelname)s %(name)s %(message)s"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_values": {"()": WithoutValues}},
        "formatters": {
            "line": {
                "()": JsonFormatter,
                "fmt": json_format,
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            }
            if production
            else {"()": ReadableFormatter}
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_values"]}
        },
        "root": {"handlers": ["console"], "level": "WARNING" if environment == "test" else "INFO"},
        "loggers": {
            # Django's own loggers pass the exception and the address; clean them for every handler.
            "django.request": {"filters": ["without_values"]},
            "django.security.csrf": {"filters": ["without_values"]},
            "django.db.backends": {"level": "WARNING"},  # lower levels print bound values
            "django.server": {"handlers": [], "propagate": True},
            "django": {"handlers": [], "propagate": True},
            # Two lines for each small task would bury the rest on a developer's terminal.
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "INFO" if production else "WARNING"},
            "gunicorn.error": {"level": "INFO", "propagate": True},
            "gunicorn.access": {"level": "WARNING", "propagate": True},
        },
    }


def log_uncaught(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    """For `sys.excepthook` in production: a crash of a command is a log line without values too."""
    logging.getLogger("desk.crash").critical(
        "The process ended on an error", extra={"exception": describe(problem)}
    )


def _without_quotations(record: logging.LogRecord, problem: BaseException | None) -> None:
    """Takes out of a message what it quotes of an exception, or of a request that could not be read."""
    try:
        text = record.getMessage()
    except (TypeError, ValueError, KeyError):  # the standard library would print the values to say so
        record.msg, record.args = UNFIT, ()
        return
    if record.name == "gunicorn.error" and text.startswith(UNREADABLE):
        record.msg, record.args = f"{UNREADABLE} somebody", ()
    for each in _chain(problem):
        # as Django does of suspicious operations, and of bad requests with its letters escaped
        for quoted in {str(each), str(each).encode("unicode_escape").decode("ascii")} - {""}:
            if quoted in text:
                text = text.replace(quoted, type(each).__name__)
                record.msg, record.args = text, ()


def _of_a_task(facts: dict[str, Any]) -> dict[str, Any]:
    """What Celery says of a task, without what it failed of and what it gave back, save a count."""
    found = dict(facts)
    if "traceback" in found:
        found["traceback"] = ""
    if "exc" in found:
        kind = KIND_OF_EXCEPTION.match(str(found["exc"]))
        found["exc"] = kind["kind"] if kind else ""
    if not isinstance(found.get("return_value"), int):
        shown = str(found.get("return_value"))
        found["return_value"] = shown if shown.isdecimal() else ""
    return found


def _plain(value: Any, record: logging.LogRecord) -> Any:
    if isinstance(value, BaseException):
        return describe(value)
    request = getattr(record, "request", None)
    if request is not None and isinstance(value, str) and value.startswith("/"):  # Django escapes letters
        return route_of(request)
    if isinstance(value, str) and value.startswith("/"):
        return "(an address)" if record.name == "gunicorn.error" else value.partition("?")[0]
    return value


def _short(filename: str) -> str:
    """A file's path inside the project or inside the installed packages."""
    return filename.rpartition("/site-packages/")[2].removeprefix(PROJECT)


def _chain(problem: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    current = problem
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _describe_one(problem: BaseException) -> str:
    lines = traceback.extract_tb(problem.__traceback__)
    where = " < ".join(
        f"{_short(line.filename)}:{line.lineno} {line.name}" for line in lines[-MOST_LINES:][::-1]
    )
    message = ""
    if isinstance(problem, psycopg2.Error) and (problem.pgcode or "")[:2] in _WITHOUT_VALUES:
        message = f" ({problem.pgcode} {problem.diag.message_primary})"
    kind = type(problem)
    return f"{kind.__module__}.{kind.__qualname__}{message} at {where or 'no line'}"
