"""Log lines carry no value that a person typed or a row holds."""

import json
import logging
import logging.config
import sys
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest

from kit.logging import (
    ReadableFormatter,
    WithoutValues,
    describe,
    log_uncaught,
    logging_configuration,
    route_of,
)

SECRET = "999 000 0018"


def record(message: str = "x", args: Any = (), name: str = "desk", **extra: Any) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, None)
    made.__dict__.update(extra)
    return made


def raised(problem: BaseException) -> BaseException:
    """The exception with lines of code behind it."""
    try:
        raise problem
    except type(problem) as caught:
        return caught


class DatabaseProblem(psycopg2.Error):
    """As the driver raises it, with a code and a primary message."""

    def __init__(self, code: str | None) -> None:
        super().__init__(SECRET)
        self.__dict__["code"] = code

    @property
    def pgcode(self) -> str | None:  # type: ignore[override]
        return self.__dict__["code"]

    @property
    def diag(self) -> Any:  # type: ignore[override]
        return SimpleNamespace(message_primary="violates check constraint")


def test_an_exception_is_its_class_and_lines() -> None:
    told = describe(raised(ValueError(SECRET)))
    assert told.startswith("builtins.ValueError at tests/unit/kit/test_logging.py:")
    assert SECRET not in told
    assert describe(ValueError()) == "builtins.ValueError at no line"


def test_what_caused_it_is_told_too() -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as cause:
            raise ValueError(SECRET) from cause
    except ValueError as problem:
        told = describe(problem)
    assert "; caused by builtins.KeyError" in told


def test_a_cause_that_was_hidden_on_purpose_stays_hidden() -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError:
            raise ValueError(SECRET) from None
    except ValueError as problem:
        told = describe(problem)
    assert "caused by" not in told


def test_a_circle_of_causes_ends() -> None:
    one, two = ValueError(), KeyError()
    one.__context__, two.__context__ = two, one
    assert describe(one).count("caused by") == 1


@pytest.mark.parametrize(("code", "told"), [("23514", True), ("22P02", False), (None, False)])
def test_of_a_database_error_only_what_quotes_no_value(code: str | None, told: bool) -> None:
    description = describe(DatabaseProblem(code))
    assert ("violates check constraint" in description) is told
    assert SECRET not in description


def test_routes_not_addresses() -> None:
    assert (
        route_of(SimpleNamespace(resolver_match=SimpleNamespace(route="requests/<ref>/")))
        == "/requests/<ref>/"
    )
    assert route_of(SimpleNamespace()) == "(no such address)"


def test_the_filter_takes_values_out() -> None:
    problem = raised(ValueError(SECRET))
    made = record(exc_info=(ValueError, problem, None), exc_text=SECRET, data=SECRET)
    assert WithoutValues().filter(made)
    assert made.exc_info is None
    assert made.exc_text is None
    assert SECRET not in str(made.__dict__)
    assert made.__dict__["request_id"] == "-"


def test_arguments_lose_exceptions_addresses_and_queries() -> None:
    request = SimpleNamespace(path=f"/people/{SECRET}/", resolver_match=None)
    args = ("Not Found", request.path, raised(ValueError(SECRET)), f"/search?q={SECRET}", 7)
    made = record("%s %s %s %s %s", args, request=request)
    WithoutValues().filter(made)
    assert SECRET not in made.getMessage()
    assert made.args[3:] == ("/search", 7)  # type: ignore[index]
    assert "request" not in made.__dict__


def test_named_arguments_too() -> None:
    made = record("%(exc)s", ({"exc": ValueError(SECRET), "name": "task"},))
    WithoutValues().filter(made)
    assert SECRET not in made.getMessage()
    task = record("%(exc)s", ({"exc": SECRET, "traceback": SECRET},), name="celery.app.trace")
    WithoutValues().filter(task)
    assert task.args == {"exc": "", "traceback": ""}
    plain = record("%(exc)s", ({"exc": "x"},), name="celery.app.trace")
    WithoutValues().filter(plain)
    assert plain.args == {"exc": "x"}


def test_the_readable_line() -> None:
    formatter = ReadableFormatter()
    line = formatter.format(record("hello", request_id="abc"))
    assert line.endswith("ERROR   desk [abc] hello")
    assert formatter.format(record("hello", request_id="abc", exception="told")).endswith("\n    told")


@pytest.mark.parametrize("environment", ["development", "test", "production"])
def test_the_configuration_is_one_that_python_takes(environment: str) -> None:
    configuration = logging_configuration(environment)
    made = logging.config.DictConfigurator(configuration)
    formatter: Any = made.configure_formatter(configuration["formatters"]["line"])
    made_record = record("hello", request_id="abc")
    line = formatter.format(made_record)
    if environment == "production":
        assert json.loads(line)["logger"] == "desk"
    else:
        assert "hello" in line
    assert configuration["root"]["level"] == ("WARNING" if environment == "test" else "INFO")


def test_a_crash_is_a_line_without_values(caplog: pytest.LogCaptureFixture) -> None:
    problem = raised(ValueError(SECRET))
    log_uncaught(type(problem), problem, sys.exc_info()[2])
    assert caplog.messages == ["The process ended on an error"]
    assert SECRET not in str(caplog.records[0].__dict__)
