"""`make test`: every check of the build, each with its time, and at the end what failed.

`--quick` leaves out the tests. Checks that only read run two at a time; the tests come last and alone.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from config.local.errors import LocalServicesProblem
from config.local.use import local_services
from scripts import chromium, coverage_gate, golang, production
from scripts.build_frontend import ROOT

PYTHON = sys.executable
Result = tuple[bool, str]


@dataclass(frozen=True)
class Stage:
    """One check: its name and what it does."""

    name: str
    check: Callable[[], Result]


def command(name: str, *words: str, **more: str) -> Stage:
    """A stage that is a program; it passes when the program ends with 0."""

    def check() -> Result:
        ended = subprocess.run(
            [PYTHON, "-m", *words],
            cwd=ROOT,
            env={**os.environ, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return ended.returncode == 0, ended.stdout

    return Stage(name, check)


READING = (
    command("lint", "ruff", "check", "--quiet", "."),
    command("format", "ruff", "format", "--check", "--quiet", "."),
    command("types", "mypy"),
    command("import contracts", "importlinter.cli", "lint", "--no-logo"),
    command("templates", "djlint", "templates", "--lint", "--quiet"),
    command("migrations complete", "manage", "makemigrations", "--check", "--dry-run", DATABASE_ROLE="owner"),
    command("migrations linear", "manage", "check", "--fail-level", "WARNING"),
    Stage("production settings", production.check),
)
PREPARING = (
    command("front end", "scripts.build_frontend"),
    Stage("Chromium for the browser tests", chromium.check),
    Stage("Go for the ledger's outside verifiers", golang.check),
)


def main() -> int:
    """Run all stages; returns the exit code."""
    os.environ["ENVIRONMENT"] = "test"
    started = time.monotonic()
    try:
        with local_services():
            failed = run_all(quick="--quick" in sys.argv)
    except LocalServicesProblem as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 130
    seconds = time.monotonic() - started
    say(f"\nFailed: {', '.join(failed)}" if failed else "\nAll passed.", f"{seconds:.0f} s in all.")
    return 1 if failed else 0


def run_all(*, quick: bool) -> list[str]:
    """The names of the stages that failed."""
    failed = [
        stage.name for stage in PREPARING if not run(stage)
    ]  # the production settings need the front end
    with ThreadPoolExecutor(max_workers=2) as pool:
        failed += [
            stage.name for stage, passed in zip(READING, pool.map(run, READING), strict=True) if not passed
        ]
    if quick:
        return failed
    if not tests():
        failed.append("tests")
    if not run(Stage("branch coverage", coverage_gate.check)):
        failed.append("branch coverage")
    return failed


def run(stage: Stage) -> bool:
    """Run one stage and say how it went; what it printed is shown when it failed."""
    started = time.monotonic()
    passed, output = stage.check()
    say(f"{'passed' if passed else 'FAILED'}  {time.monotonic() - started:6.1f} s  {stage.name}")
    if output.strip() and (not passed or stage.name == "branch coverage"):
        say("\n".join(f"    {line}" for line in output.strip().splitlines()))
    return passed


def tests() -> bool:
    """All tests in parallel, on the terminal as they come."""
    words = ["pytest", "-n", "auto", "--maxprocesses", "8", "--dist", "worksteal", "--quiet"]
    words += ["--cov", "--cov-report=", "--durations", "10", "--durations-min", "2"]
    started = time.monotonic()
    passed = subprocess.run([PYTHON, "-m", *words], cwd=ROOT, check=False).returncode == 0
    say(f"{'passed' if passed else 'FAILED'}  {time.monotonic() - started:6.1f} s  tests")
    return passed


def say(*words: str) -> None:
    """One line to the terminal, at once."""
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
