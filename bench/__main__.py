"""`python -m bench` lists the benchmarks; `python -m bench NAME [PATH]` runs one; `all` runs each.

`--json` prints one object a line; `--quick` takes a smaller size, in under a minute.
"""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from config.local.use import local_services

NAMES = ("ledger", "practices", "pages")


def main() -> int:
    """Returns 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=(*NAMES, "all"))
    parser.add_argument("path", nargs="?", default="", help="a real file, for those that take one")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    wanted = parser.parse_args()
    with local_services(needed=bool(wanted.name)), ExitStack() as at_the_end:
        if not wanted.name:
            return _list()
        fresh = at_the_end.enter_context(_own_database())
        names = NAMES if wanted.name == "all" else (wanted.name,)
        held = [_run(name, wanted, fresh) for name in names]
    return 0 if all(held) else 1


def _list() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    for name in NAMES:
        sys.stdout.write(f"{name:<12} {importlib.import_module(f'bench.{name}').SAYS}\n")
    return 0


@contextmanager
def _own_database() -> Iterator[Callable[[str], None]]:
    """A database of its own on the server that keeps what it writes, dropped at the end.

    Gives a function that empties it, and then has the owner execute a statement ("" for none).
    """
    os.environ["ENVIRONMENT"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from tests.support.databases import TestDatabases
    from tests.support.runs import run_name

    databases = TestDatabases(run_name(), "bench")
    databases.set_up()

    def fresh(statement: str) -> None:
        databases.clone()
        if statement:
            with databases.as_owner(databases.name) as cursor:
                cursor.execute(statement)

    try:
        yield fresh
    finally:
        databases.tear_down()
        databases.end_run()


def _run(name: str, wanted: Any, fresh: Callable[[str], None]) -> bool:
    """Run one, printing its rows as they come; whether every goal holds."""
    from bench.measuring import Row

    def progress(words: str) -> None:
        if not wanted.json:
            sys.stderr.write(f"  {name}: {words} …\n")
            sys.stderr.flush()

    found: list[Row] = []
    module = importlib.import_module(f"bench.{name}")
    for row in module.measure(quick=wanted.quick, progress=progress, path=wanted.path, fresh=fresh):
        found.append(row)
        if wanted.json:
            sys.stdout.write(json.dumps({"benchmark": name, **row.as_json()}) + "\n")
            sys.stdout.flush()
    if not wanted.json:
        _table(found)
    return all(row.holds is not False for row in found)


def _table(rows: list[Any]) -> None:
    sys.stdout.write(f"{'':<58} {'value':>12} {'unit':<18} {'goal':<10} holds\n")
    for row in rows:
        holds = {None: "", True: "yes", False: "NO"}[row.holds]
        sys.stdout.write(f"{row.name:<58} {row.value:>12,.2f} {row.unit:<18} {row.goal:<10} {holds}\n")


if __name__ == "__main__":
    sys.exit(main())
