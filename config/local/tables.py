"""The tables of a new local database, so that a command of ours works before anybody has migrated."""

import os
import subprocess
import sys

import django
from django.apps import apps
from django.core.management import get_commands
from django.db import ProgrammingError, connection

from config.local.errors import LocalServicesProblem
from config.local.places import PROJECT

UNDEFINED_TABLE = "42P01"  # PostgreSQL's code for it


def make_tables(command: str) -> None:
    """Migrate a new local database as its owner, before a command of ours. Raises LocalServicesProblem."""
    django.setup()
    ours = {app.name for app in apps.get_app_configs() if "site-packages" not in app.path}
    if get_commands().get(command) not in ours:
        return
    new = not connection.introspection.table_names()
    connection.close()
    if not new:
        return
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    as_owner = os.environ | {"DATABASE_ROLE": "owner"}
    if subprocess.run(migrate, cwd=PROJECT, env=as_owner, check=False).returncode != 0:
        raise LocalServicesProblem("Could not make the database's tables; the lines above say why.")


def lacks_tables(problem: ProgrammingError) -> bool:
    """Whether a statement failed because a table isn't there."""
    return getattr(problem.__cause__, "pgcode", None) == UNDEFINED_TABLE
