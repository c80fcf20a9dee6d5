"""`python -m bench` lists the benchmarks; `python -m bench NAME [PATH]` runs one; `all` runs each.

PATH is the real list of practices (epraccur.csv), for those that take one. `--json` prints one object a
line: name, value, goal, holds, unit. `--quick` takes a smaller size, in under a minute. Progress goes to
standard error. The exit code is 1 when a goal is missed.

`python -m bench dataset [PATH] --requests N` makes the data set of `pages` and keeps it, so that later runs
needn't; `--drop` drops what was kept. Everything else that a run makes goes with it.
"""

import argparse
import importlib
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from config.local.use import local_services

if TYPE_CHECKING:
    from bench.databases import Databases

NAMES = ("ledger", "export", "practices", "law", "pages", "reminders")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 when a goal is missed."""
    wanted = _parser().parse_args(arguments)
    with local_services(needed=bool(wanted.name)):
        if not wanted.name:
            return _list()
        with _own_databases() as databases:
            if wanted.name == "dataset":
                return _dataset(wanted, databases)
            names = NAMES if wanted.name == "all" else (wanted.name,)
            held = [run(name, wanted, databases) for name in names]
    return 0 if all(held) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="?", choices=(*NAMES, "all", "dataset"))
    parser.add_argument("path", nargs="?", default="", help="the real list of practices")
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--quick", action="store_true", help="a smaller size")
    parser.add_argument("--requests", type=int, default=1_000_000, help="of the data set to keep")
    parser.add_argument("--drop", action="store_true", help="drop the data sets that were kept")
    return parser


def _list() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    for name in NAMES:
        sys.stdout.write(f"{name:<12} {importlib.import_module(f'bench.{name}').SAYS}\n")
    return 0


@contextmanager
def _own_databases() -> Iterator["Databases"]:
    """Databases of this run on the server that keeps what it writes, dropped at the end."""
    os.environ["ENVIRONMENT"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from bench.databases import Databases
    from tests.support.runs import run_name

    databases = Databases(run_name(), "bench")
    databases.set_up()
    try:
        yield databases
    finally:
        databases.tear_down()
        databases.end_run()


def _dataset(wanted: Any, databases: "Databases") -> int:
    """Make a data set and keep it, or drop those that are kept."""
    from bench import dataset, pages

    if wanted.drop:
        for name in databases.drop_kept():
            sys.stderr.write(f"dropped {name}\n")
        return 0
    plan = dataset.Plan(wanted.requests)
    started = time.monotonic()
    name = pages.dataset_of(plan, pages.FULL, wanted.path, databases, progress_of("dataset"), keep=True)
    sys.stderr.write(
        f"{plan.requests:,} requests in {time.monotonic() - started:.0f} seconds, kept in {name}\n"
    )
    return 0


def progress_of(name: str) -> Any:
    """Tells how far a benchmark is, on standard error: a pipe that reads the figures stays clean."""

    def progress(words: str) -> None:
        sys.stderr.write(f"  {name}: {words} …\n")
        sys.stderr.flush()

    return progress


def run(name: str, wanted: Any, databases: "Databases", **size: Any) -> bool:
    """Run one, printing its rows: as they come for --json, else as a table. Whether every goal holds."""
    from bench.measuring import Row

    found: list[Row] = []
    module = importlib.import_module(f"bench.{name}")
    for row in module.measure(
        quick=wanted.quick, progress=progress_of(name), path=wanted.path, databases=databases, **size
    ):
        found.append(row)
        if wanted.json:
            sys.stdout.write(json.dumps(row.as_json()) + "\n")
            sys.stdout.flush()
    if not wanted.json:
        _table(found)
    return all(row.holds is not False for row in found)


def _table(rows: list[Any]) -> None:
    wide = max(len(row.name) for row in rows)
    sys.stdout.write(f"{'':<{wide}} {'value':>12} {'unit':<18} {'goal':<10} holds\n")
    for row in rows:
        holds = {None: "", True: "yes", False: "NO"}[row.holds]
        sys.stdout.write(f"{row.name:<{wide}} {row.value:>12,.2f} {row.unit:<18} {row.goal:<10} {holds}\n")


if __name__ == "__main__":
    sys.exit(main())
