"""Remove what was built and the local database; refuses while the local services run."""

import os
import shutil
import sys
from pathlib import Path

from config.local import folders
from config.local.errors import LocalServicesProblem
from config.local.locks import lock_at_once
from config.local.places import places

ROOT = Path(__file__).resolve().parent.parent
BUILT = [".venv", "node_modules", "staticfiles", "static/nhsuk", "test-results"]
CACHES = [".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis"]


def main() -> int:
    """Remove; returns the exit code."""
    try:
        found = [where for where in (places(tests=True), places()) if where.state.exists()]
    except LocalServicesProblem:
        found = []  # no account for the servers: there never were any
    for where in found:
        if lock_at_once(where.state / "keeper.lock") is None:
            sys.stderr.write("PostgreSQL and Redis of this project are running. Stop what uses them first.\n")
            return 1
    for where in found:
        folders.remove(where)
    for name in [*BUILT, *CACHES]:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for left in ROOT.glob(".coverage*"):
        left.unlink()
    for folder, _, _ in os.walk(ROOT):
        if folder.endswith("__pycache__"):
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
