"""No line of the log holds what a person typed, a row, or an address."""

import json
import logging
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest
from pythonjsonlogger.json import JsonFormatter

from kit.logging import (
    ReadableFormatter,
    WithoutValues,
    describe,
    log_uncaught,
    logging_configuration,
    route_of,
)
from kit.request_id import current_request_id

MARKER = "Wilhelmina-9434765919"


def caught(raise_it: Callable[[], Any]) -> BaseException:
    with pytest.raises(LookupError) as found:
        raise_it()
    return found.value


def record(message: str, *args: object, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord(
        "desk.test", logging.ERROR, __file__, 1, message, args, more.pop("exc_info", None)
    )
    made.__dict__.update(more)
    assert WithoutValues().filter(made)
    return made


def fail() -> None:
    try:
        int(MARKER)
    except ValueError as problem:
        raise LookupError(MARKER) from problem


def test_an_exception_is_told_by_class_and_lines_with_its_cause() -> None:
    told = describe(caught(fail))
    assert MARKER not in told
    assert told.startswith("builtins.LookupError at tests/unit/kit/test_logging.py:")
    assert "caused by builtins.ValueError at tests/unit/kit/test_logging.py:" in told


def test_a_cause_that_was_hidden_stays_hidden() -> None:
    def hide() -> None:
        try:
            int(MARKER)
        except ValueError:
            raise LookupError from None

    assert "caused by" not in describe(caught(hide))


class Broken(psycopg2.Error):
    """What the driver raises, with its facts."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message}\nDETAIL: {MARKER}")
        self.facts = (code, message)

    pgcode = property(lambda self: self.facts[0])  # type: ignore[assignment]
    diag = property(lambda self: SimpleNamespace(message_primary=self.facts[1]))  # type: ignore[assignment]


def test_a_broken_constraint_is_named_and_its_row_is_not() -> None:
    told = describe(Broken("23505", 'duplicate key value violates unique constraint "one_reference"'))
    assert '23505 duplicate key value violates unique constraint "one_reference"' in told
    assert MARKER not in told


def test_a_database_message_that_quotes_a_value_is_left_out() -> None:
    assert describe(Broken("22P02", f"invalid input syntax for type integer: {MARKER}")).endswith(
        "at no line"
    )


@pytest.mark.parametrize("formatter", [ReadableFormatter(), JsonFormatter("%(message)s")])
def test_lines_hold_no_values(formatter: logging.Formatter) -> None:
    try:
        fail()
    except LookupError:
        problem = sys.exc_info()
    request = SimpleNamespace(
        path=f"/people/{MARKER}/", resolver_match=SimpleNamespace(route="people/<name>/")
    )
    lines = [
        record("Failed", exc_info=problem),
        record("Failed: %s", problem[1]),
        record("%s: %s", "Not Found", request.path, request=request),
        record("%s: %s", "Not Found", rf"/people/\xe9{MARKER}/", request=request),
        record("GET %s", f"/people/?q={MARKER}"),
        record("Task %(name)s: %(exc)s %(traceback)s", {"name": "send", "exc": MARKER, "traceback": MARKER}),
    ]
    lines[-1].name = "celery.app.trace"
    assert WithoutValues().filter(lines[-1])
    text = "\n".join(formatter.format(line) for line in lines)
    assert MARKER not in text
    assert "LookupError at" in text
    assert "Not Found: /people/<name>/" in text
    assert "GET /people/" in text


def test_each_line_in_production_is_an_object_with_the_request_s_number() -> None:
    settings = logging_configuration("production")["formatters"]["line"]
    settings.pop("()")
    token = current_request_id.set("abc-12345")
    try:
        line = JsonFormatter(**settings).format(record("Two words"))
    finally:
        current_request_id.reset(token)
    found = json.loads(line)
    assert (found["message"], found["request_id"], found["level"]) == ("Two words", "abc-12345", "ERROR")
    assert {"time", "logger"} <= found.keys()


def test_a_line_in_development_is_readable() -> None:
    assert logging_configuration("development")["formatters"]["line"] == {"()": ReadableFormatter}
    text = ReadableFormatter().format(record("Two words", exception="builtins.KeyError at a.py:1 f"))
    assert text.endswith("ERROR   desk.test [-] Two words\n    builtins.KeyError at a.py:1 f")


def test_an_address_that_is_none_of_ours_is_not_repeated() -> None:
    assert route_of(SimpleNamespace(path=f"/{MARKER}")) == "(no such address)"


def test_a_crash_is_told_without_values(caplog: pytest.LogCaptureFixture) -> None:
    problem = caught(fail)
    log_uncaught(type(problem), problem, problem.__traceback__)
    assert MARKER not in str(caplog.records[0].__dict__)
    assert "LookupError at" in caplog.records[0].exception  # type: ignore[attr-defined]


def test_a_message_that_quotes_its_exception_names_its_class_instead() -> None:
    """As Django says of suspicious operations and, with letters escaped, of bad requests."""
    name = "Zoë Quill"
    problem = (LookupError, LookupError(name), None)
    for message, args in (
        (name, ()),
        (f"Failed: {name}!", ()),
        ("Failed: %s", (name,)),
        ("%s: /", ("Zo\\xeb Quill",)),
    ):
        line = record(message, *args, exc_info=problem)
        assert "Quill" not in line.getMessage()
        assert "LookupError" in line.getMessage()


def test_an_exception_without_words_leaves_a_message_as_it_is() -> None:
    assert record("Failed", exc_info=(LookupError, LookupError(), None)).getMessage() == "Failed"


@pytest.mark.parametrize(
    ("words", "facts", "said"),
    [
        (
            "%(name)s retry: %(exc)s",
            {"exc": f"Retry in 0s: ValueError('{MARKER}')"},
            "send retry: ValueError",
        ),
        (
            "%(name)s failed: %(exc)s",
            {"exc": f"KeyError('{MARKER}')", "traceback": MARKER},
            "send failed: KeyError",
        ),
        ("%(name)s failed: %(exc)s", {"exc": MARKER}, "send failed: "),
        ("%(name)s succeeded: %(return_value)s", {"return_value": f"'{MARKER}'"}, "send succeeded: "),
        ("%(name)s succeeded: %(return_value)s", {"return_value": "12"}, "send succeeded: 12"),
        ("%(name)s succeeded: %(return_value)s", {"return_value": 12}, "send succeeded: 12"),
    ],
)
def test_a_task_tells_no_value(words: str, facts: dict[str, Any], said: str) -> None:
    line = logging.LogRecord(
        "celery.app.trace", logging.INFO, __file__, 1, words, ({"name": "send", **facts},), None
    )
    assert WithoutValues().filter(line)
    assert line.getMessage() == said
    assert MARKER not in str(line.__dict__)


def test_a_request_that_can_t_be_read_is_not_repeated() -> None:
    for words, args, said in (
        (
            f"Invalid request from ip=192.0.2.7: Invalid HTTP method: '{MARKER}'",
            (),
            "Invalid request from somebody",
        ),
        ("Error handling request %s", (f"/people/{MARKER}/?q=1",), "Error handling request (an address)"),
    ):
        line = logging.LogRecord("gunicorn.error", logging.WARNING, __file__, 1, words, args, None)
        assert WithoutValues().filter(line)
        assert line.getMessage() == said


def test_values_that_do_not_fit_are_not_printed() -> None:
    """The standard library would print them beside the line, past every filter."""
    line = record("Two of %s and %s", MARKER)
    assert MARKER not in str(line.__dict__)
    assert line.getMessage() == "A line whose values do not fit its words"
