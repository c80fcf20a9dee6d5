"""The two database roles and what each may do: one place for the local runner, the tests and Docker.

The owner migrates. The application runs, owns nothing, and so can't drop a guard. Each statement may be
run again without harm.
"""

from typing import Any

from psycopg2 import sql

OWNER_ROLE = "desk_owner"
APP_ROLE = "desk_app"
DATABASE = "disclosure_desk"
EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent")


def create_roles(cursor: Any, *, owner: str = OWNER_ROLE, app: str = APP_ROLE) -> None:
    """Create both roles, as a superuser. The owner may create databases, which the tests need."""
    for role in (owner, app):
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    cursor.execute(sql.SQL("ALTER ROLE {} NOSUPERUSER CREATEDB NOCREATEROLE").format(sql.Identifier(owner)))
    cursor.execute(sql.SQL("ALTER ROLE {} NOSUPERUSER NOCREATEDB NOCREATEROLE").format(sql.Identifier(app)))
    # The owner can act as the application, so that migrations can test what the application may do.
    cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(app), sql.Identifier(owner)))


def create_database(cursor: Any, *, name: str = DATABASE, owner: str = OWNER_ROLE) -> None:
    """Create the database with its owner. The connection must be in autocommit."""
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if cursor.fetchone() is None:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(owner))
        )


def prepare_database(cursor: Any, *, app: str = APP_ROLE) -> None:
    """Extensions and default privileges, inside the database and as its owner.

    What the owner creates later is open to the application for reading and writing rows; a migration
    that needs less (the ledger's) takes it away again.
    """
    for extension in EXTENSIONS:
        cursor.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
    ):
        cursor.execute(sql.SQL(statement).format(sql.Identifier(app)))
