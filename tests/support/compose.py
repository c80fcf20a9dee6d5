"""docker-compose.yml as Docker reads it: with the values of an environment file in its places."""

import re
from typing import Any

import yaml

from scripts import new_environment
from tests.support.sources import ROOT

FILE = ROOT / "docker-compose.yml"
# ${NAME}, ${NAME:-default}, ${NAME:?why it must be there}; $$ is a dollar
PLACE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<more>[^}]*))?\}")


class Missing(Exception):
    """A value that Docker asks for before it starts anything."""


def environment_file(text: str) -> dict[str, str]:
    """The values of an environment file, NAME=VALUE a line."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return dict(line.split("=", maxsplit=1) for line in lines)


def places() -> dict[str, str]:
    """The names that the compose file asks for, each with `?` (must be there), `-` (has a default) or ``."""
    found = [each for each in PLACE.finditer(FILE.read_text()) if each["name"]]
    return {each["name"]: each["kind"] or "" for each in found}


def services(values: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The services, each with these values. Raises Missing, naming the value."""

    def value(place: re.Match[str]) -> str:
        name, kind = place["name"], place["kind"]
        if name is None:
            return "$"
        if values.get(name) or not kind:
            return values.get(name, "")
        if kind == "?":
            raise Missing(f"{name} {place['more']}")
        return place["more"]

    def filled(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: filled(each) for name, each in part.items()}
        if isinstance(part, list):
            return [filled(each) for each in part]
        return PLACE.sub(value, part) if isinstance(part, str) else part

    found: dict[str, dict[str, Any]] = filled(yaml.safe_load(FILE.read_text())["services"])
    return found


# The example as a person would fill it in.
FILLED = environment_file(
    new_environment.fill(
        (ROOT / ".env.example").read_text(),
        new_environment.made_up("desk.example.nhs.uk")
        | {
            "EMAIL_URL": "smtp+tls://desk:secret@mail.example.nhs.uk:587",
            "DEFAULT_FROM_EMAIL": "desk@desk.example.nhs.uk",
        },
    )
)
