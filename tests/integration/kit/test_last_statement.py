"""A last statement goes with its COMMIT, or before whatever comes first; never lost, never twice."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.support.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
INSERT = "INSERT INTO last_words (words) VALUES (%s)"
link: Any = connection


class Meant(Exception):
    """What an error of the database is told as here."""


def as_is(error: DatabaseError) -> None:
    """Nothing is known of it."""


def meant(error: DatabaseError) -> Meant:
    return Meant(type(error).__name__)


@pytest.fixture(autouse=True)
def table() -> None:
    with as_owner() as owner:
        owner.execute("CREATE TABLE last_words (words text PRIMARY KEY)")


def leave(words: str, meaning: Any = as_is) -> None:
    link.leave_to_commit(INSERT, [words], meaning)


@contextmanager
def given_up() -> Iterator[None]:
    """A transaction that ends by an error, or within one a savepoint."""
    with suppress(ZeroDivisionError), transaction.atomic():
        yield
        raise ZeroDivisionError


@contextmanager
def failing(error: type[Exception]) -> Iterator[None]:
    """A transaction that ends by this error without our doing."""
    with pytest.raises(error), transaction.atomic():
        yield


def there() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM last_words ORDER BY words")
        return [words for (words,) in cursor.fetchall()]


def test_it_goes_with_the_commit_as_one() -> None:
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        leave("a")
        assert [each["sql"] for each in asked.captured_queries] == ["BEGIN"]
    assert [each["sql"] for each in asked.captured_queries] == [
        "BEGIN",
        "INSERT INTO last_words (words) VALUES ('a'); COMMIT",
    ]
    assert there() == ["a"]


def test_it_goes_before_whatever_is_sent_next() -> None:
    with transaction.atomic():
        leave("a")
        assert there() == ["a"]
        leave("b")
        leave("c")
    assert there() == ["a", "b", "c"]


def test_it_goes_back_with_its_transaction() -> None:
    with given_up():
        leave("a")
    with transaction.atomic():
        leave("b")
        transaction.set_rollback(True)
    assert there() == []


def test_within_a_savepoint_it_goes_at_once_and_back_with_it() -> None:
    with transaction.atomic():
        with given_up():
            leave("a")
        with transaction.atomic():
            leave("b")
    assert there() == ["b"]


def test_before_a_savepoint_it_stays_outside_of_it() -> None:
    with transaction.atomic():
        leave("a")
        with given_up():
            leave("b")
    assert there() == ["a"]


def test_without_a_transaction_it_goes_at_once() -> None:
    leave("a")
    assert there() == ["a"]


@pytest.mark.parametrize(("meaning", "error"), [(as_is, IntegrityError), (meant, Meant)])
def test_an_error_with_the_commit_undoes_all_of_it(meaning: Any, error: type[Exception]) -> None:
    leave("a")
    with failing(error):
        with connection.cursor() as cursor:
            cursor.execute(INSERT, ["b"])
        leave("a", meaning)
    assert there() == ["a"]
    with transaction.atomic():
        leave("c")
    assert there() == ["a", "c"]


@pytest.mark.parametrize(("meaning", "error"), [(as_is, IntegrityError), (meant, Meant)])
def test_an_error_before_the_next_statement_undoes_all_of_it(meaning: Any, error: type[Exception]) -> None:
    leave("a")
    with failing(error):
        with connection.cursor() as cursor:
            cursor.execute(INSERT, ["b"])
        leave("a", meaning)
        there()
    assert there() == ["a"]


def test_what_follows_the_commit_follows_it() -> None:
    seen: list[list[str]] = []
    with transaction.atomic():
        transaction.on_commit(lambda: seen.append(there()))
        leave("a")
    assert seen == [["a"]]


def test_a_transaction_kept_by_hand_is_the_drivers() -> None:
    transaction.set_autocommit(False)
    try:
        assert there() == []
        leave("a")
        transaction.commit()
        assert there() == ["a"]
        leave("b")
        transaction.rollback()
        assert there() == ["a"]
        transaction.commit()
    finally:
        transaction.rollback()
        transaction.set_autocommit(True)


def test_a_closed_connection_takes_it_along() -> None:
    with failing(InterfaceError):
        leave("a")
        connection.close()
        there()
    assert there() == []
    connection.close()
    link._commit()
    link._rollback()
    assert link.connection is None


def test_a_lost_connection_is_an_error_and_the_next_one_is_clean(second: Any) -> None:
    with failing(OperationalError):
        there()
        leave("a")
        ours = connection.connection.info.backend_pid
        second.execute("SELECT pg_terminate_backend(%s, 5000)", [ours])
    assert there() == []


def test_no_lock_of_it_is_held_while_the_transaction_is_open(second: Any) -> None:
    with transaction.atomic():
        leave("a")
        second.execute("SET lock_timeout = '2s'")
        second.execute(INSERT, ["b"])
    assert there() == ["a", "b"]


@pytest.fixture
def second() -> Iterator[Any]:
    """Somebody else's cursor."""
    with as_owner() as owner:
        yield owner
