"""A copy of the project with local services of its own, to start and to kill as one likes."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config.local import folders
from config.local.places import PROJECT, Places, places
from scripts.build_frontend import build

LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".local",
    "node_modules",
    "tests",
    "docs",
    "staticfiles",
    "test-results",
    "__pycache__",
    ".*cache",
)
# What a test run sets, and what a machine without settings doesn't have.
OF_THE_TESTS = {
    "DATABASE_URL",
    "MIGRATION_DATABASE_URL",
    "REDIS_URL",
    "ENVIRONMENT",
    "DATABASE_ROLE",
    "MAKELEVEL",
}
WHO = """from django.db import connection as c
k = c.cursor(); k.execute("SELECT current_user"); print(k.fetchone())"""
PATIENCE = 60.0  # seconds; other tests use the machine too


class Clone:
    """A copy of the project, the commands to run in it, and the processes that live in it."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.places: Places = places(project)

    def start(self, *words: str, **more: str) -> "subprocess.Popen[str]":
        """Start `python WORDS` in the clone, with its output in a pipe, as on a machine without settings."""
        inherited = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=self.project,
            env={**inherited, "PYTHONUNBUFFERED": "1", **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, **more: str) -> tuple[int, str]:
        """Run `python WORDS` to its end: exit code and output."""
        process = self.start(*words, **more)
        output, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, output

    def alive(self) -> dict[int, str]:
        """The processes that work in the clone or in its servers' folder, by number, with their program."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                folder = (entry / "cwd").readlink()
                if {self.project, self.places.servers} & {folder, *folder.parents}:
                    found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ").strip()
        return {number: program for number, program in found.items() if program}  # a zombie has no program

    def number_of(self, words: str) -> int:
        """The number of the first process whose command holds these words."""
        return min(number for number, program in self.alive().items() if words in program)


def wait_until(true: Callable[[], object], what: str, *, patience: float = PATIENCE) -> None:
    """Wait until it is so; fail with `what` after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, f"{what}: not within {patience:.0f} s"
        time.sleep(0.05)


@contextmanager
def new_clone(where: str | None = None) -> Iterator[Clone]:
    """A clone in a folder that only we can enter, as `mktemp -d` makes it; nothing of it is left behind."""
    build()
    private = Path(tempfile.mkdtemp(dir=where))
    folder = private / "copied-desk"  # a name that the coverage report knows
    try:
        shutil.copytree(PROJECT, folder, ignore=LEFT_OUT)
        clone = Clone(folder)
        try:
            yield clone
        finally:
            for number in clone.alive():
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            for made in (places(clone.project, tests=True), clone.places):
                folders.remove(made)
    finally:
        shutil.rmtree(private, ignore_errors=True)
