"""Test databases: one template a run, made by the owner; each worker uses a clone of it as the application.

A clone is thrown away and made again where other suites truncate: the guards against TRUNCATE stay in force
in every test. Names carry the run, and a lock file says whether the run still lives, so that runs side by
side don't meet and a killed run's databases are dropped by the next.
"""

import contextlib
import fcntl
import hashlib
import platform
import re
import time
from collections.abc import Iterator
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg2 import sql

from config import database_roles
from config.environment import Environment
from tests.support.runs import FOLDER, is_locked, locked

EVERYWHERE = "postgres"  # where databases are made and dropped
# The same server may be used from other machines and clones, whose runs we can't see.
PREFIX = "test_" + hashlib.sha256(f"{platform.node()}{settings.BASE_DIR}".encode()).hexdigest()[:6]

# Of the few rows that happen to stand in a table when PostgreSQL counts them, it makes plans that no practice
# would see; and it counts at moments of its own choice. Without statistics a test sees one plan, always.
WITHOUT_STATISTICS = """
DO $$
DECLARE found regclass;
BEGIN
    FOR found IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', found);
    END LOOP;
END $$"""


@contextlib.contextmanager
def as_owner(name: str = "") -> Iterator[Any]:
    """A cursor of the schema's owner, whom no grant holds back, each statement committed by itself.

    name: the database; the test's own where none is given.
    """
    found = Environment().database("MIGRATION_DATABASE_URL")
    link = psycopg2.connect(
        host=found["HOST"] or None,
        port=found["PORT"] or None,
        user=found["USER"],
        password=found["PASSWORD"] or None,
        dbname=name or connection.settings_dict["NAME"],
    )
    link.autocommit = True
    with contextlib.closing(link), link.cursor() as cursor:
        yield cursor


class TestDatabases:
    """The template of a run and the clone of one worker."""

    __test__ = False

    def __init__(self, run: str, worker: str) -> None:
        self.run = run
        self.template = f"{PREFIX}_{run}_template"
        self.name = f"{PREFIX}_{run}_{worker}"
        self.owner = Environment().database("MIGRATION_DATABASE_URL")

    def set_up(self) -> None:
        """Make the template if no other worker has, clone it, and point Django's connection at the clone."""
        self._alive = locked(FOLDER / f"{self.run}.run", fcntl.LOCK_SH)
        with locked(FOLDER / f"{self.run}.template", fcntl.LOCK_EX):
            if not self._names(self.template):
                self._drop_abandoned()
                self._make_template()
        connection.settings_dict.update(CONN_MAX_AGE=0, CONN_HEALTH_CHECKS=False, NAME=self.name)
        self.clone()

    def clone(self) -> None:
        """Throw the worker's database away, sessions included, and copy the template again."""
        connections.close_all()
        with as_owner(EVERYWHERE) as cursor:
            self._drop(cursor, self.name)
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(self.name), sql.Identifier(self.template)
                )
            )

    def tear_down(self) -> None:
        """Drop the worker's database."""
        connections.close_all()
        with as_owner(EVERYWHERE) as cursor:
            self._drop(cursor, self.name)
        self._alive.close()

    def end_run(self) -> None:
        """Drop what is left of the run, the template too. For the process that started the workers."""
        with as_owner(EVERYWHERE) as cursor:
            for name in self._names(f"{PREFIX}_{self.run}_"):
                self._drop(cursor, name)
        for left in FOLDER.glob(f"{self.run}.*"):
            left.unlink()

    def _make_template(self) -> None:
        unfinished = f"{PREFIX}_{self.run}_unfinished"
        with as_owner(EVERYWHERE) as cursor:
            database_roles.create_database(cursor, name=unfinished, owner=self.owner["USER"])
        with as_owner(unfinished) as cursor:
            database_roles.prepare_database(cursor, app=settings.APP_DATABASE_ROLE)
        usual = dict(connection.settings_dict)
        connection.settings_dict.update(self.owner, NAME=unfinished)
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            connections.close_all()
            connection.settings_dict.update(usual)
        with as_owner(unfinished) as cursor:
            cursor.execute(WITHOUT_STATISTICS)
        with as_owner(EVERYWHERE) as cursor:  # the name says that the template is whole
            cursor.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(unfinished), sql.Identifier(self.template)
                )
            )

    def _drop_abandoned(self) -> None:
        """Drop the databases of runs that live no more."""
        with as_owner(EVERYWHERE) as cursor:
            for name in self._names(f"{PREFIX}_"):
                run = re.sub(rf"^{PREFIX}_([0-9a-f]+)_.*$", r"\1", name)
                note = FOLDER / f"{run}.run"
                if run != self.run and not is_locked(note):
                    self._drop(cursor, name)
                    note.unlink(missing_ok=True)

    def _names(self, start: str) -> list[str]:
        with as_owner(EVERYWHERE) as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [start])
            return [name for (name,) in cursor.fetchall()]

    def _drop(self, cursor: Any, name: str) -> None:
        """Only a superuser may end an autovacuum worker, which leaves by itself: ask again."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        for _ in range(100):
            with contextlib.suppress(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)
                return
            time.sleep(0.05)
        cursor.execute(statement)
