"""What an installation must be given: the example environment, the compose file and the settings agree."""

import ast
import os
import subprocess
import sys
from typing import Any

import pytest

from config.environment import DEVELOPMENT_DEFAULTS, SERVICES
from scripts.production import settings as production_settings
from tests.support import compose
from tests.support.compose import FILLED
from tests.support.sources import ROOT

EXAMPLE = compose.environment_file((ROOT / ".env.example").read_text())
SERVING = ("web", "worker", "beat", "ledger")
OF_ONE = {
    "MIGRATION_DATABASE_URL",
    "WEB_CONCURRENCY",
    "WEB_THREADS",
    "LEDGER_SIGNING_KEY_FILE",
    "LEDGER_STATE_DIR",
}


def test_every_container_has_all_that_production_needs() -> None:
    shipped = compose.services(FILLED)
    owner_s = shipped["migrate"]["environment"]
    assert {*DEVELOPMENT_DEFAULTS, *SERVICES} <= set(owner_s)
    for name in SERVING:
        more = set(shipped[name]["environment"].items()) ^ set(owner_s.items())
        assert {each for each, _ in more} <= OF_ONE
    for name in ("web", "migrate", "ledger"):
        assert started_with(shipped[name]["environment"]) == (0, "")


def test_what_production_needs_is_all_that_is_checked_here() -> None:
    needed = {*DEVELOPMENT_DEFAULTS, *SERVICES, "ENVIRONMENT", "LEDGER_PUBLIC_KEYS_FILE"}
    assert needed == set(production_settings())


def started_with(values: dict[str, Any]) -> tuple[int, str]:
    """Import the settings in a process with these values and no others."""
    owner = {"DATABASE_ROLE": "owner"} if "MIGRATION_DATABASE_URL" in values else {}
    texts = {name: str(value) for name, value in values.items()}
    ended = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **texts, **owner},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stderr


def test_the_example_lists_what_the_compose_file_asks_for_and_nothing_else() -> None:
    assert set(EXAMPLE) == set(compose.places())


def test_what_the_compose_file_passes_on_is_read() -> None:
    """By settings or the application server, found in their syntax: a name in a comment reads nothing."""
    read: set[str] = set()
    for path in (
        "config/settings.py",
        "config/environment.py",
        "config/gunicorn.py",
        "scripts/prepare_database.py",
    ):
        tree = ast.parse((ROOT / path).read_text())
        read |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    for name in (*SERVING, "database", "migrate"):
        assert set(compose.services(FILLED)[name]["environment"]) <= read


@pytest.mark.parametrize("name", sorted(n for n, kind in compose.places().items() if kind == "?"))
def test_nothing_starts_before_the_example_s_empty_values_are_filled_in(name: str) -> None:
    assert EXAMPLE[name] == ""
    with pytest.raises(compose.Missing, match=f"^{name} "):
        compose.services({**FILLED, name: ""})


def test_the_example_s_other_values_are_the_compose_file_s_defaults() -> None:
    optional = {name: value for name, value in EXAMPLE.items() if value}
    may_stay_empty = {"LEDGER_WITNESSES"}
    defaults = {name for name, kind in compose.places().items() if kind == "-"}
    assert defaults == set(optional) | may_stay_empty
    without = {name: value for name, value in FILLED.items() if name not in optional}
    assert compose.services(without) == compose.services(FILLED)


def test_secrets_stay_out_of_the_image_and_out_of_the_repository() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in ignored if line and not line.startswith("#")]
    assert rules[0] == "*"
    taken = {line.removeprefix("!") for line in rules if line.startswith("!")}
    assert not [name for name in taken if ".env" in name or not (ROOT / name).exists()]
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()
