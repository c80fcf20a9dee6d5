"""Reading the environment: development has defaults, production refuses to start on any of them."""

import base64
import binascii
import os
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import environ
from django.core.checks.security.base import (
    SECRET_KEY_INSECURE_PREFIX,
    SECRET_KEY_MIN_LENGTH,
    SECRET_KEY_MIN_UNIQUE_CHARACTERS,
)
from django.core.exceptions import ImproperlyConfigured

from config.local.places import places
from config.local.services import addresses

ENVIRONMENTS = ("development", "test", "production")


def _development_key(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


DEVELOPMENT_DEFAULTS = {
    "SECRET_KEY": "development-only-never-a-secret",
    "LEDGER_KEKS": _development_key("k"),
    "LEDGER_ORIGIN": "disclosure-desk.localhost",
    "BLIND_INDEX_KEY": _development_key("b"),
    "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],testserver",
    "PUBLIC_URL": "http://localhost:8000",
    "EMAIL_URL": "filemail:",
    "DEFAULT_FROM_EMAIL": "Disclosure Desk <desk@localhost>",
}
# Defaults that lie in the local services' folders and are computed only when asked for.
SERVICES = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL")


class Environment:
    """The values of one process's environment, checked when they are read."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        self.values = dict(os.environ if values is None else values)
        self.name = self.values.get("ENVIRONMENT", "development")
        if self.name not in ENVIRONMENTS:
            raise ImproperlyConfigured(f"ENVIRONMENT must be one of {', '.join(ENVIRONMENTS)}.")
        self.as_owner = self.values.get("DATABASE_ROLE", "app") == "owner"

    @property
    def production(self) -> bool:
        return self.name == "production"

    def text(self, name: str) -> str:
        """A value as text.

        Raises ImproperlyConfigured, naming the variable, where production lacks it or has the default.
        """
        value = self.values.get(name, "")
        default = DEVELOPMENT_DEFAULTS.get(name)
        if not self.production:
            return value or default or _local_address(name, tests=self.name == "test")
        if not value:
            raise ImproperlyConfigured(f"{name} is not set. Production needs it.")
        if value == default or value in _parts(default):
            raise ImproperlyConfigured(
                f"{name} is left at its development default. Production needs its own."
            )
        return value

    def secret(self, name: str) -> str:
        """A text that nobody can guess, by Django's rules (security.W009). Raises ImproperlyConfigured."""
        value = self.text(name)
        if self.production and (
            len(value) < SECRET_KEY_MIN_LENGTH
            or len(set(value)) < SECRET_KEY_MIN_UNIQUE_CHARACTERS
            or value.startswith(SECRET_KEY_INSECURE_PREFIX)
        ):
            raise ImproperlyConfigured(
                f"{name} is too easy to guess. Production needs {SECRET_KEY_MIN_LENGTH} random characters."
            )
        return value

    def words(self, name: str) -> list[str]:
        """A list, separated by commas. A default among several values is refused in production too."""
        found = _parts(self.text(name))
        if self.production and set(found) & set(_parts(DEVELOPMENT_DEFAULTS.get(name))):
            raise ImproperlyConfigured(f"{name} holds a development default. Production needs its own.")
        return found

    def optional_words(self, name: str) -> list[str]:
        """A list, separated by commas, that may be empty in production too."""
        return _parts(self.values.get(name))

    def keys(self, name: str) -> list[str]:
        """Keys of 32 bytes in base64, the first of them in use. Raises ImproperlyConfigured."""
        found = self.words(name)
        for key in found:
            try:
                length = len(base64.b64decode(key, validate=True))
            except (binascii.Error, ValueError):
                length = 0
            if length != 32:
                raise ImproperlyConfigured(
                    f"{name} must hold base64 keys of 32 bytes each, separated by commas."
                )
        return found

    def separate_key(self, name: str, *, others: str) -> str:
        """The first key of `name`. Raises ImproperlyConfigured where `others` lists it too.

        A key that does two things gives both away at once, and can't be changed for one of them.
        """
        found = self.keys(name)
        if self.production and set(found) & set(self.keys(others)):
            raise ImproperlyConfigured(f"{name} and {others} hold the same key. Each needs its own.")
        return found[0]

    def flag(self, name: str, *, default: bool) -> bool:
        """A yes-or-no value: 1, true, yes, on, or anything else for no."""
        return self.values.get(name, str(default)).lower() in {"1", "true", "yes", "on"}

    def number(self, name: str, *, default: int) -> int:
        """A whole number. Raises ImproperlyConfigured, naming the variable."""
        try:
            return int(self.values.get(name, default))
        except ValueError:
            raise ImproperlyConfigured(f"{name} must be a whole number.") from None

    def ledger_file(self, name: str, local: str, *, needed: bool) -> str:
        """Where a file or folder of the ledger's keys lies; in development among the local services' own.

        In production "" where it isn't set. Raises ImproperlyConfigured where it is needed and missing.
        """
        if self.production:
            return self.text(name) if needed else self.values.get(name, "")
        return self.values.get(name) or str(places(tests=self.name == "test").state / "ledger" / local)

    def database(self, name: str) -> dict[str, Any]:
        """Django's settings for a PostgreSQL address. Raises ImproperlyConfigured, naming the variable."""
        found = environ.Env.db_url_config(self.text(name))
        if found.get("ENGINE") != "django.db.backends.postgresql" or not found.get("USER"):
            raise ImproperlyConfigured(f"{name} must be a postgresql:// address with a user.")
        found["ENGINE"] = "kit.postgres"
        options = found.get("OPTIONS", {})
        found["HOST"] = options.pop("host", found["HOST"])  # a socket's folder, as libpq writes it
        return found

    def email(self) -> dict[str, Any]:
        """Django's settings for EMAIL_URL. Raises ImproperlyConfigured, naming the variable."""
        found = environ.Env.email_url_config(self.text("EMAIL_URL"))
        if self.production and "smtp" not in found["EMAIL_BACKEND"]:
            raise ImproperlyConfigured("EMAIL_URL must be an smtp:, smtp+tls: or smtp+ssl: address.")
        return found


def redis_number(url: str) -> int:
    """The number of the database in a Redis address."""
    parts = urlsplit(url)
    return int((parts.query.removeprefix("db=") if parts.scheme == "unix" else parts.path.strip("/")) or 0)


def numbered_redis(url: str, number: int) -> str:
    """The same Redis with another database."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def broker_address(url: str) -> str:
    """Redis's address as Celery writes it."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return f"redis+socket://{parts.path}?virtual_host={redis_number(url)}"


def _parts(value: str | None) -> list[str]:
    return [part.strip() for part in (value or "").split(",") if part.strip()]


def _local_address(name: str, *, tests: bool) -> str:
    """Where the local services are when they run: reading settings starts nothing."""
    return addresses(places(tests=tests).sockets)[name] if name in SERVICES else ""
