"""Run by `manage.py shell` in the installation: people with sessions, and requests about the patient.

Every text that is a patient's, a requester's or the request's own holds a marker.
"""

import json
import sys
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from config.celery import app
from requests_app.journey import incident, notes, waiting, withdrawal
from requests_app.models import Clock, OutboxMessage, Request
from tests.factories import journeys, people
from tests.factories.answers import parts
from tests.integration.api.conftest import make_program
from tests.integration.api.letters import a_letter, a_person
from tests.integration.journey.conftest import make_team
from tests.integration.leaks.markers import BORN, NAME, NHS_NUMBER, OFFICER, OFFICER_EMAIL, PURPOSE, STREET

TOLD = f"{NAME}, {NHS_NUMBER}, of {STREET}: {PURPOSE}, says {OFFICER}"


def marked() -> dict[str, dict[str, Any]]:
    """Every part of a log with the markers in its texts."""
    person = parts()["subject"]["subjects"][0]
    subject = {"name": NAME, "date_of_birth": date(*BORN), "nhs_number": NHS_NUMBER, "address": STREET}
    asks = {"officer": OFFICER, "email": OFFICER_EMAIL, "supervisor": OFFICER, "their_reference": NAME}
    return {
        "received": {"arrival_note": TOLD},
        "requester": asks,
        "subject": {"subjects": [person | subject]},
        "items": {"own_words": [f"Where {NAME} lives"]},
        "purpose": {"purpose": PURPOSE, "offence": TOLD},
        "law": {"claimed_words": TOLD},
    }


def session_of(person: Any) -> str:
    """The cookie of a signed-in browser."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


team = make_team()
manager, lead = team.practice_manager, team.ig_lead
for member in (manager, team.front_desk):
    member.set_password(people.PASSWORD)
    member.save()

draft = journeys.draft(team, **marked())
found: dict[str, Request] = {"draft": draft}
found["triage"] = journeys.submitted(team, **marked())
found["legal_basis"] = journeys.triaged(team, journeys.submitted(team, **marked()))
found["public_interest"] = journeys.legally_reviewed(
    team, journeys.triaged(team, journeys.submitted(team, **marked()))
)
found["decision"] = journeys.at_decision(team, **marked())
found["approved"] = journeys.approved(team, journeys.at_decision(team, **marked()))
found["released"] = journeys.released(team, journeys.approved(team, journeys.at_decision(team, **marked())))
found["closed"] = journeys.closed(
    team,
    journeys.disclosed(
        team, journeys.released(team, journeys.approved(team, journeys.at_decision(team, **marked())))
    ),
)

asked = journeys.submitted(team, **marked())
waiting.ask(key=asked.key, whom="requester", question=TOLD, by=manager)
waiting.resume(key=asked.key, answer=TOLD, by=manager)
withdrawal.withdraw(key=asked.key, by=manager, outcome="WITHDRAWN_BY_REQUESTER", reason=TOLD)
notes.add(key=found["triage"].key, by=manager, text=TOLD)
incident.record_incident(
    practice=team.practice, request=journeys.fresh(found["closed"]), by=manager,
    data={
        "kind": "extra_item", "what_left": TOLD, "to_whom": TOLD, "happened_at": None,
        "aware_at": timezone.now() - timedelta(hours=1),
    },
)  # fmt: skip
# What is due: reminders go out too.
Clock.objects.filter(request=found["triage"], state="running").update(next_at=timezone.now())
app.send_task("requests_app.tasks.remind")

person = a_person(name=NAME, date_of_birth=date(*BORN).isoformat(), nhs_number=NHS_NUMBER, address=STREET)
letter = a_letter(
    requester={"officer": OFFICER, "email": OFFICER_EMAIL},
    subject={"people": [person]},
    purpose={"purpose": PURPOSE, "offence": TOLD},
)

sys.stdout.write(
    "PREPARED "
    + json.dumps(
        {
            "keys": {name: str(request.key) for name, request in found.items()},
            "sessions": {role: session_of(person) for role, person in team.people.items()},
            "manager": manager.email,
            "token": make_program(team).token,
            "letter": letter,
            "queued": OutboxMessage.objects.count(),
        }
    )
    + "\n"
)
