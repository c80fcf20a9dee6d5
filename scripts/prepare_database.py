"""Make both database roles, the database and what it needs, as its superuser. Any number of times.

Reads SUPERUSER_DATABASE_URL; names and passwords come from MIGRATION_DATABASE_URL (the owner) and
DATABASE_URL (the application). A password that changed there is changed in the database. The first step of
docker-compose.yml; by hand for a PostgreSQL of your own.
"""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

import psycopg2
from django.core.exceptions import ImproperlyConfigured
from psycopg2 import extensions, sql

from config import database_roles
from config.environment import Environment

Address = dict[str, Any]  # Django's settings for a database


def main() -> int:
    """Run from the command line; a failure is a sentence, not a traceback."""
    environment = Environment()
    try:
        superuser = environment.database("SUPERUSER_DATABASE_URL")
        owner = environment.database("MIGRATION_DATABASE_URL")
        app = environment.database("DATABASE_URL")
        prepare(superuser, owner, app)
    except (ImproperlyConfigured, psycopg2.OperationalError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"Ready: {owner['USER']} owns {app['NAME']}, {app['USER']} uses it.\n")
    return 0


def prepare(superuser: Address, owner: Address, app: Address) -> None:
    """Roles with their passwords, database, extensions, privileges.

    Raises ImproperlyConfigured where the addresses don't fit together, OperationalError where one of them
    can't be reached.
    """
    if owner["NAME"] != app["NAME"]:
        raise ImproperlyConfigured("MIGRATION_DATABASE_URL and DATABASE_URL must name the same database.")
    if len({superuser["USER"], owner["USER"], app["USER"]}) < 3:
        raise ImproperlyConfigured("Superuser, owner and application must be three roles.")
    with _connected(superuser) as cursor:
        database_roles.create_roles(cursor, owner=owner["USER"], app=app["USER"])
        for role in (owner, app):
            _set_password(cursor, role["USER"], role["PASSWORD"])
        database_roles.create_database(cursor, name=app["NAME"], owner=owner["USER"])
        # By default every role of the server may connect to every database.
        cursor.execute(
            sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(
                sql.Identifier(app["NAME"])
            )
        )
        cursor.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                sql.Identifier(app["NAME"]), sql.Identifier(app["USER"])
            )
        )
    with _connected(owner) as cursor:
        database_roles.prepare_database(cursor, app=app["USER"])
    with _connected(app):  # that its password is the right one shows now, not when people come
        pass


def _set_password(cursor: Any, role: str, password: str) -> None:
    """What travels, and might be logged, is the verifier that PostgreSQL keeps, never the password."""
    if not password:
        raise ImproperlyConfigured(f"The address for {role} has no password.")
    verifier = extensions.encrypt_password(password, role, cursor.connection, "scram-sha-256")
    cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD %s").format(sql.Identifier(role)), [verifier])


@contextlib.contextmanager
def _connected(address: Address) -> Iterator[Any]:
    link = psycopg2.connect(
        host=address["HOST"] or None,
        port=address["PORT"] or None,
        user=address["USER"],
        password=address["PASSWORD"] or None,
        dbname=address["NAME"],
        connect_timeout=10,
    )
    link.autocommit = True
    with contextlib.closing(link), link.cursor() as cursor:
        yield cursor


if __name__ == "__main__":
    raise SystemExit(main())
