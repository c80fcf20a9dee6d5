"""Whether the service would start in production: Django's checks on its settings, and its static files.

`python -m scripts.production COMMAND …` runs a command of Django's that needs no database with production's
settings and keys that are made up and thrown away; so the image collects its static files.
"""

import base64
import os
import secrets
import subprocess
import sys
import tempfile

from scripts.build_frontend import ROOT


def settings() -> dict[str, str]:
    """A complete environment for production, with keys made up now."""
    return {
        "ENVIRONMENT": "production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": os.environ.get("DATABASE_URL", "postgresql://desk_app@db/disclosure_desk"),
        "MIGRATION_DATABASE_URL": os.environ.get(
            "MIGRATION_DATABASE_URL", "postgresql://desk_owner@db/disclosure_desk"
        ),
        "REDIS_URL": os.environ.get("REDIS_URL", "redis://redis:6379/0"),
        "LEDGER_KEKS": ",".join(_key() for _ in range(2)),
        "LEDGER_ORIGIN": "desk.example.nhs.uk/ledger",
        "LEDGER_PUBLIC_KEYS_FILE": "/var/lib/desk/published/public-keys",
        "BLIND_INDEX_KEY": _key(),
        "ALLOWED_HOSTS": "desk.example.nhs.uk",
        "PUBLIC_URL": "https://desk.example.nhs.uk",
        "EMAIL_URL": "smtp+tls://desk:password@mail.example.nhs.uk:587",
        "DEFAULT_FROM_EMAIL": "Disclosure Desk <desk@example.nhs.uk>",
    }


def check() -> tuple[bool, str]:
    """Run the checks; whether all passed, and what they printed."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **settings(), "STATIC_ROOT": folder}
        said = []
        for words in (
            ["check", "--deploy", "--fail-level", "WARNING"],
            ["collectstatic", "--no-input", "--verbosity=0"],
        ):
            ended = subprocess.run(
                [sys.executable, "manage.py", *words],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            said.append(ended.stdout)
            if ended.returncode != 0:
                return False, "\n".join(said)
    return True, ""


def main(words: list[str]) -> int:
    """Run a command of Django's; returns its exit code."""
    environment = {**os.environ, **settings()}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
