"""Filling tables fast: without indexes and keys, which then are added again and checked over all rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# Foreign keys from and to the tables first, then what is unique, then the other indexes.
KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
"""
UNIQUE = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('u', 'x') AND conrelid = ANY(%(tables)s::regclass[])
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%(tables)s::regclass[])
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
"""


@contextmanager
def bare(cursor: Any, tables: list[str], progress: Callable[[str], None]) -> Iterator[None]:
    """The owner's cursor has the tables without keys and indexes; afterwards all are there again.

    Not within a transaction. What was filled in must satisfy every constraint, or adding it raises.
    """
    found = [_rows(cursor, query, tables) for query in (KEYS, UNIQUE, INDEXES)]
    keys, unique, indexes = found
    for table, name, _ in (*keys, *unique):
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    statements = [definition for _, definition in indexes]
    statements += [f"ALTER TABLE {t} ADD CONSTRAINT {n} {definition}" for t, n, definition in unique + keys]
    for number, statement in enumerate(statements, 1):
        cursor.execute(statement)
        if number % 10 == 0 or number == len(statements):
            progress(f"{number} of {len(statements)} indexes and keys")


def _rows(cursor: Any, query: str, tables: list[str]) -> list[Any]:
    cursor.execute(query, {"tables": tables})
    return list(cursor.fetchall())
