"""What holds for the project as a whole: dependencies, migrations, packages, commands."""

import configparser
import re
import subprocess

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.support.sources import ROOT

PYPROJECT = (ROOT / "pyproject.toml").read_text()
OURS = {"audit.ledger", "audit.desk", "practices", "consent", "requests_app", "kit"}
WITHOUT_A_LAYER = {"tests", "scripts", "bench", "witness"}  # nothing of the house may import them


def test_every_dependency_has_a_reason() -> None:
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", PYPROJECT, re.DOTALL | re.MULTILINE)
    lines = [line for block in lists for line in block.splitlines() if line.strip()]
    assert len(lines) > 30
    assert [line for line in lines if not re.search(r'",\s+# \w.{9,}', line)] == []


def test_every_pinned_version_has_a_hash() -> None:
    for name in ("base", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pinned = re.findall(r"^[A-Za-z0-9_.\[\]-]+==\S+(.*)$", text, re.MULTILINE)
        assert len(pinned) > 30
        assert all(line.rstrip().endswith("\\") for line in pinned)
        assert "http" not in text


@pytest.mark.parametrize("app", sorted(OURS))
def test_migrations_are_a_single_line(app: str) -> None:
    config = next(config for config in apps.get_app_configs() if config.name == app)
    own = {key: node for key, node in MigrationLoader(None).graph.node_map.items() if key[0] == config.label}
    last = [key for key, node in own.items() if not any(child.key in own for child in node.children)]
    assert len(last) <= 1, "Two migrations follow the same one: rebase the later"
    for node in own.values():
        assert len([child for child in node.children if child.key in own]) <= 1
    if last:
        noted = ROOT / app.replace(".", "/") / "migrations" / "max_migration.txt"
        assert noted.read_text().strip() == last[0][1]


def test_every_package_has_a_layer() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    known = set(contracts["importlinter"]["root_packages"].split())
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found - known - WITHOUT_A_LAYER == set()
    layers = contracts["importlinter:contract:house"]["layers"]
    assert all(name in layers for name in known)


def test_nothing_of_the_house_imports_the_tests_or_the_scripts() -> None:
    found = subprocess.run(
        [
            "grep",
            "-rlE",
            r"^\s*(from|import) (tests|scripts|bench|witness)\b",
            "--include=*.py",
            *sorted({o.split(".")[0] for o in OURS}),
            "config",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""


def test_make_alone_lists_every_target_in_a_line() -> None:
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", text, re.MULTILINE))
    listed = subprocess.run(
        ["make"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {line.split()[1] for line in listed} == targets
    assert {"run", "test", "bench", "fix", "clean"} <= targets
    assert all(re.match(r"  make \w+ +\S.{5,}", line) for line in listed)
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    assert targets <= set(phony.group(1).split())
