"""The databases of a run: copies of one migrated template, thrown away at the end, or kept for the next run.

They lie on the server that the application uses, beside its own database. What is kept is named
`kept_bench_…` there, and is used again as long as the schema and the maker of the rows are the same.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import connection, connections
from psycopg2 import sql

from config.environment import Environment
from tests.support.databases import EVERYWHERE, PREFIX, TestDatabases, as_owner

KEPT = f"kept_bench_{PREFIX.removeprefix('test_')}"
PROJECT = Path(__file__).resolve().parents[1]
# Whatever these hold decides whether a kept database is still as one made now would be.
MAKERS = ("*/migrations/0*.py", "audit/ledger/migrations/0*.py", "bench/rows.py", "bench/dataset.py")


class Databases(TestDatabases):
    """set_up() makes the template and an empty copy, at which Django's connection points."""

    def fresh(self) -> None:
        """Empty the copy of this process."""
        self.clone()

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """Django's connection is to another database meanwhile."""
        usual = connection.settings_dict["NAME"]
        connections.close_all()
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = usual

    def filled(self, key: str, fill: Callable[[Any], None], *, keep: bool = False) -> str:
        """The name of a database that `fill` has filled: a kept one where there is one, else a new one.

        fill is given a cursor of the owner; Django's connection is the application's. A new one ends with
        this run unless `keep`.
        """
        kept = f"{KEPT}_{hashlib.sha256(f'{key}{_makers()}'.encode()).hexdigest()[:10]}"
        if self._names(kept):
            return kept
        name = f"{self.template.removesuffix('template')}{hashlib.sha256(key.encode()).hexdigest()[:6]}"
        with as_owner(EVERYWHERE) as cursor:
            self._drop(cursor, name)
            cursor.execute(_copied(name, self.template))
        with self.at(name), as_owner(name) as cursor:
            fill(cursor)
        if not keep:
            return name
        with as_owner(EVERYWHERE) as cursor:  # only now: the name says that it is whole
            cursor.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(kept))
            )
        return kept

    def drop_kept(self) -> list[str]:
        """Drop every database that was kept, whatever it was made from; their names."""
        with as_owner(EVERYWHERE) as cursor:
            found = self._names(KEPT)
            for name in found:
                self._drop(cursor, name)
        return found

    def address(self, name: str) -> str:
        """How the application's role reaches one of them, for a process of its own."""
        return urlsplit(Environment().text("DATABASE_URL"))._replace(path=f"/{name}").geturl()


def _copied(name: str, template: str) -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
        sql.Identifier(name), sql.Identifier(template)
    )


def _makers() -> str:
    found = sorted({path for pattern in MAKERS for path in PROJECT.glob(pattern)})
    return hashlib.sha256(b"".join(path.read_bytes() for path in found)).hexdigest()
