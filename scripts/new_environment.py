"""Fill .env.example in with fresh passwords and keys: `python3 scripts/new_environment.py HOST > .env`.

HOST is the name under which people will reach the service. Uses the standard library alone: a machine that
runs the containers need have nothing else.
"""

import base64
import re
import secrets
import sys
from pathlib import Path

OPTIONAL = {"LEDGER_WITNESSES"}
EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"


def main(words: list[str]) -> int:
    """Print the filled-in example; says on the other stream what is left to do. Returns the exit code."""
    if len(words) != 1 or not re.fullmatch(r"[a-z0-9.-]+\.[a-z]+", words[0]):
        sys.stderr.write(
            "Give the host name under which people will reach the service: desk.example.nhs.uk\n"
        )
        return 1
    filled = fill(EXAMPLE.read_text(encoding="utf-8"), made_up(words[0]))
    sys.stdout.write(filled)
    left = [name for name in re.findall(r"^([A-Z_]+)=$", filled, re.MULTILINE) if name not in OPTIONAL]
    sys.stderr.write(f"Still to fill in: {', '.join(left)}\n")
    return 0


def made_up(host: str) -> dict[str, str]:
    """What needs no decision, and the names that follow from the host's."""
    passwords = ("POSTGRES_PASSWORD", "DESK_OWNER_PASSWORD", "DESK_APP_PASSWORD", "REDIS_PASSWORD")
    return {
        **{name: secrets.token_hex(24) for name in passwords},
        "SECRET_KEY": secrets.token_urlsafe(64),
        "LEDGER_KEKS": _key(),
        "BLIND_INDEX_KEY": _key(),
        "LEDGER_ORIGIN": f"{host}/ledger",
        "ALLOWED_HOSTS": host,
        "PUBLIC_URL": f"https://{host}",
    }


def fill(example: str, values: dict[str, str]) -> str:
    """The example with values in place of what is empty."""
    return re.sub(
        r"^([A-Z_]+)=$", lambda empty: f"{empty[1]}={values.get(empty[1], '')}", example, flags=re.MULTILINE
    )


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
