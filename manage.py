#!/usr/bin/env python
"""Django's commands. With no DATABASE_URL they use the local services, starting them when needed."""

import os
import sys

# These change or show the schema, which is the owner's; all others run as the application.
OWNER_COMMANDS = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "sqlflush", "squashmigrations"}
# These need no database and no Redis.
WITHOUT_SERVICES = {
    "check",
    "help",
    "version",
    "makemessages",
    "compilemessages",
    "collectstatic",
    "diffsettings",
}


def main() -> int:
    """Run one command; returns the exit code."""
    arguments = [argument for argument in sys.argv if argument != "--owner"]
    command = arguments[1] if len(arguments) > 1 else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if command in OWNER_COMMANDS or arguments != sys.argv:
        os.environ["DATABASE_ROLE"] = "owner"

    from django.core.exceptions import ImproperlyConfigured

    from config.local.errors import LocalServicesProblem
    from config.local.use import local_services
    from kit.logging import log_uncaught

    if os.environ.get("ENVIRONMENT") == "production":  # there, what is printed is kept
        sys.excepthook = log_uncaught

    needless = command in WITHOUT_SERVICES or not {"--help", "-h", "--version"}.isdisjoint(arguments)
    try:
        with local_services(needed=not needless) as local_database:
            from django.core.management import execute_from_command_line
            from django.db import ProgrammingError

            from config.local.tables import lacks_tables, make_tables

            if local_database and command not in OWNER_COMMANDS:
                make_tables(command)
            try:
                execute_from_command_line(arguments)
            except ProgrammingError as problem:
                if not lacks_tables(problem):
                    raise
                sys.stderr.write("The database lacks tables. First run: python manage.py migrate\n")
                return 1
    except (LocalServicesProblem, ImproperlyConfigured) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
