"""A step of the ledger's tables that can be taken back is; one that can't says so by name."""

from importlib import import_module

import pytest

from tests.support.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
MODULE = "audit.ledger.migrations"


def has_instant() -> bool:
    with as_owner() as cursor:
        cursor.execute("SELECT to_regprocedure('public.ledger_instant(text)') IS NOT NULL")
        (found,) = cursor.fetchone()
    return bool(found)


def test_a_function_that_nothing_uses_is_gone_and_comes_back() -> None:
    (operation,) = import_module(f"{MODULE}.0005_no_instant").Migration.operations
    assert not has_instant()
    with as_owner() as cursor:
        cursor.execute(operation.reverse_sql)
        cursor.execute("SELECT ledger_instant('2026-11-22T10:00:00.000000Z') = '2026-11-22 10:00Z'")
        assert cursor.fetchone() == (True,)
    assert has_instant()
    with as_owner() as cursor:
        cursor.execute(operation.sql)
    assert not has_instant()


def test_columns_that_a_trigger_fills_stay_so() -> None:
    (operation,) = import_module(f"{MODULE}.0004_copies_by_trigger").Migration.operations
    assert not operation.reversible
