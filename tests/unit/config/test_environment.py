"""What production needs, and what development has by itself."""

import base64
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.environment import (
    DEVELOPMENT_DEFAULTS,
    Environment,
    broker_address,
    numbered_redis,
    redis_number,
)
from scripts import production

NEEDED = [
    "SECRET_KEY",
    "DATABASE_URL",
    "MIGRATION_DATABASE_URL",
    "REDIS_URL",
    "LEDGER_KEKS",
    "LEDGER_PUBLIC_KEYS_FILE",
    "BLIND_INDEX_KEY",
    "ALLOWED_HOSTS",
    "PUBLIC_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
]
IMPORT = "import config.settings"


def start(values: dict[str, str], **more: str) -> tuple[int, str]:
    """Import the settings in a process that has these values only."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ended = subprocess.run(
        [sys.executable, "-c", IMPORT],
        cwd=settings.BASE_DIR,
        env={**kept, **values, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stderr.strip().splitlines()[-1] if ended.stderr.strip() else ""


def test_production_starts_with_everything() -> None:
    assert start(production.settings()) == (0, "")


@pytest.mark.parametrize("name", NEEDED)
def test_production_refuses_to_start_without(name: str) -> None:
    values = production.settings()
    del values[name]
    owner = {"DATABASE_ROLE": "owner"} if name == "MIGRATION_DATABASE_URL" else {}
    code, said = start(values, **owner)
    assert code == 1
    assert f"ImproperlyConfigured: {name} is not set. Production needs it." in said


@pytest.mark.parametrize("name", sorted(DEVELOPMENT_DEFAULTS))
def test_production_refuses_the_development_default_of(name: str) -> None:
    values = Environment({**production.settings(), name: DEVELOPMENT_DEFAULTS[name]})
    with pytest.raises(ImproperlyConfigured, match=f"{name} is left at its development default"):
        values.text(name)


@pytest.mark.parametrize("name", ["LEDGER_KEKS", "ALLOWED_HOSTS"])
def test_production_refuses_a_default_among_others(name: str) -> None:
    given = production.settings()
    given[name] += "," + DEVELOPMENT_DEFAULTS[name].split(",", maxsplit=1)[0]
    with pytest.raises(ImproperlyConfigured, match=f"{name} holds a development default"):
        Environment(given).words(name)


@pytest.mark.parametrize("weak", ["short", "a1" * 40, "django-insecure-" + "0123456789" * 5])
def test_production_refuses_a_secret_that_can_be_guessed(weak: str) -> None:
    code, said = start({**production.settings(), "SECRET_KEY": weak})
    assert code == 1
    assert "ImproperlyConfigured: SECRET_KEY is too easy to guess." in said


def test_a_secret_s_bounds_are_django_s() -> None:
    just_enough = "abcde" * 10
    assert Environment({**production.settings(), "SECRET_KEY": just_enough}).secret("SECRET_KEY")
    for weak in (just_enough[1:], "abcd" * 13):
        with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is too easy to guess"):
            Environment({**production.settings(), "SECRET_KEY": weak}).secret("SECRET_KEY")


@pytest.mark.parametrize("place", [0, 1])
def test_production_refuses_one_key_for_two_purposes(place: int) -> None:
    values = production.settings()
    values["BLIND_INDEX_KEY"] = values["LEDGER_KEKS"].split(",")[place]
    code, said = start(values)
    assert code == 1
    assert "ImproperlyConfigured: BLIND_INDEX_KEY and LEDGER_KEKS hold the same key." in said


def test_the_application_needs_no_owner_s_address() -> None:
    values = production.settings()
    del values["MIGRATION_DATABASE_URL"]
    assert start(values) == (0, "")


@pytest.mark.parametrize("key", ["short", base64.b64encode(b"x" * 31).decode(), "!" * 44])
def test_keys_have_32_bytes(key: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="LEDGER_KEKS must hold base64 keys of 32 bytes"):
        Environment({"LEDGER_KEKS": key}).keys("LEDGER_KEKS")


def test_importing_settings_in_development_starts_nothing_and_needs_nothing() -> None:
    assert start({}) == (0, "")


def test_an_unknown_environment_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="ENVIRONMENT must be one of"):
        Environment({"ENVIRONMENT": "staging"})


@pytest.mark.parametrize("address", ["sqlite:///x.db", "postgresql://host/name"])
def test_only_postgresql_with_a_user_will_do(address: str) -> None:
    with pytest.raises(
        ImproperlyConfigured, match="DATABASE_URL must be a postgresql:// address with a user"
    ):
        Environment({"DATABASE_URL": address}).database("DATABASE_URL")


@pytest.mark.parametrize(
    ("address", "host", "name"),
    [
        ("postgresql://me@/desk?host=/Run/Sockets", "/Run/Sockets", "desk"),
        ("postgresql://me:secret@db:5433/desk", "db", "desk"),
    ],
)
def test_a_database_address(address: str, host: str, name: str) -> None:
    found = Environment({"DATABASE_URL": address}).database("DATABASE_URL")
    assert (found["HOST"], found["NAME"], found["USER"]) == (host, name, "me")


def test_mail_must_leave_by_smtp_in_production() -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must be an smtp"):
        Environment({**production.settings(), "EMAIL_URL": "consolemail:"}).email()


def test_a_number_must_be_one() -> None:
    assert Environment({"TRUSTED_PROXIES": "2"}).number("TRUSTED_PROXIES", default=0) == 2
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES must be a whole number"):
        Environment({"TRUSTED_PROXIES": "two"}).number("TRUSTED_PROXIES", default=0)


def test_a_flag() -> None:
    assert Environment({"DEBUG": "True"}).flag("DEBUG", default=False)
    assert not Environment({"DEBUG": "0"}).flag("DEBUG", default=True)
    assert Environment({}).flag("DEBUG", default=True)


@pytest.mark.parametrize(
    ("address", "number", "fifth", "broker"),
    [
        ("unix:///Run/redis?db=3", 3, "unix:///Run/redis?db=5", "redis+socket:///Run/redis?virtual_host=3"),
        ("unix:///Run/redis", 0, "unix:///Run/redis?db=5", "redis+socket:///Run/redis?virtual_host=0"),
        ("redis://:pw@host:6379/2", 2, "redis://:pw@host:6379/5", "redis://:pw@host:6379/2"),
        ("rediss://host", 0, "rediss://host/5", "rediss://host"),
    ],
)
def test_redis_addresses(address: str, number: int, fifth: str, broker: str) -> None:
    assert redis_number(address) == number
    assert numbered_redis(address, 5) == fifth
    assert broker_address(address) == broker


def test_a_crash_in_production_prints_no_values() -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ended = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", "int('Wilhelmina')"],
        cwd=settings.BASE_DIR,
        env={**kept, **production.settings()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "Wilhelmina" not in ended.stderr
    assert "builtins.ValueError at" in ended.stderr
