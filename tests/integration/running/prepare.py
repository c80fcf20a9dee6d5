"""Run by `manage.py shell` in a copy of the project: people, requests and sessions for many at once."""

import json
import sys
from dataclasses import replace

from django.conf import settings
from django.test import Client

from requests_app.demonstration.cases import ARMED_SUSPECT
from requests_app.demonstration.load import register
from requests_app.demonstration.people import LARKMOOR, set_up
from requests_app.demonstration.player import Player
from requests_app.models import Request

MANY = 32


def session_of(person: object) -> str:
    """The cookie of a signed-in browser."""
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client.cookies[settings.SESSION_COOKIE_NAME].value


stage = set_up(LARKMOOR)
called = register(ARMED_SUSPECT, stage)


def played(until: str) -> Request:
    """A request at this point of its way."""
    return Player(replace(ARMED_SUSPECT, until=until), stage, called).play()


def facts(request: Request) -> dict[str, object]:
    """What a page of the request carries."""
    return {"key": str(request.key), "version": request.version}


sys.stdout.write(
    "PREPARED "
    + json.dumps(
        {
            "drafts": [facts(played("draft")) for _ in range(MANY)],
            "twice": facts(played("draft")),
            "decide": facts(played("decision")),
            "release": facts(played("approved")),
            "manager": session_of(stage["practice_manager"]),
            "guardian": session_of(stage["caldicott_guardian"]),
        }
    )
    + "\n"
)
