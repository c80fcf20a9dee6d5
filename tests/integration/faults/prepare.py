"""Run by `manage.py shell` in a copy of the project: people, and requests that wait for them."""

import json
import sys
from dataclasses import replace

from requests_app.demonstration.cases import ARMED_SUSPECT
from requests_app.demonstration.load import register
from requests_app.demonstration.people import LARKMOOR, set_up
from requests_app.demonstration.player import Player

stage = set_up(LARKMOOR)
called = register(ARMED_SUSPECT, stage)


def played(until: str, name: str) -> dict[str, object]:
    """A request at this point of its way."""
    request = Player(replace(ARMED_SUSPECT, until=until, subject=name), stage, called).play()
    return {"key": str(request.key), "version": request.version}


sys.stdout.write(
    "PREPARED "
    + json.dumps(
        {
            "people": {role: person.email for role, person in stage.people.items()},
            "decide": [played("decision", f"Dmitar Decided {letter}") for letter in "abcdefghijklmnop"],
            "release": [played("approved", f"Dmitar Released {letter}") for letter in "abcdefghijkl"],
        }
    )
    + "\n"
)
