"""`make bench`: how fast, on this machine, beside the limit that the same database and server set."""

import os
import sys
from contextlib import ExitStack

from config.local.use import local_services


def main() -> int:
    """Measure in a database of its own, which is dropped at the end; prints a table."""
    with (
        local_services(),
        ExitStack() as at_the_end,
    ):  # not the tests' server, which needn't keep what it writes
        os.environ["ENVIRONMENT"] = "test"
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from bench import ledger, pages
        from tests.support.databases import TestDatabases
        from tests.support.runs import run_name

        databases = TestDatabases(run_name(), "bench")
        at_the_end.callback(databases.end_run)
        databases.set_up()
        at_the_end.callback(databases.tear_down)
        rows = [*ledger.measure(), *pages.measure()]
    sys.stdout.write(f"{'':<44} {'a second':>10} {'of the limit':>14}\n")
    for name, rate, limit in rows:
        sys.stdout.write(f"{name:<44} {rate:>10,.0f} {rate / limit:>13.0%}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
