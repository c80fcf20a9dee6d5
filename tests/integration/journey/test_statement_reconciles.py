"""Random journeys: what a statement counts is what the ledger's entries alone say, whatever happened."""

import json
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from audit.ledger.api import entries, log_name
from kit.errors import DeskError
from practices.permissions import access_of
from requests_app.journey import incident, patient_pages, telling
from requests_app.models import Request
from requests_app.selectors import statements
from tests.factories import journeys
from tests.factories.answers import PUT_OFF, TOLD
from tests.factories.journeys import Team
from tests.integration.journey.test_random_ways import TRIED

REQUESTS, LONGEST = 12, 24
AT = timezone.now() - timedelta(hours=1)
LEFT = {"kind": "by_phone", "what_left": "The address", "to_whom": "", "happened_at": AT, "aware_at": AT}


def say_something(team: Team, case: Request, chance: Random) -> None:
    """Somebody records something about telling the patient, rightly or not."""
    what = chance.choice(["told", "now", "later", "not", "nobody"])
    by = chance.choice([team.practice_manager, team.caldicott_guardian])
    data = {"what": what, **PUT_OFF, **TOLD}
    telling.decide(key=case.key, by=by, data=data)


def walk(team: Team, chance: Random) -> Request:
    """One request's way, wherever it ends."""
    case = journeys.submitted(team)
    for _ in range(chance.randint(4, LONGEST)):
        acts = TRIED.get(case.state) or [journeys.closed]
        try:
            if chance.random() < 0.2:
                say_something(team, case, chance)
            else:
                chance.choice(acts)(team, case)
        except (DeskError, ObjectDoesNotExist, IndexError):
            continue  # refused, or the factory looked for what isn't there
        finally:
            case = journeys.fresh(case)
    return case


def recounted(team: Team, keys: set[str]) -> statements.Counts:
    """From the texts of the practice's whole log, by what each entry is about."""
    seen: Counter[str] = Counter()
    asked, left, before = set(), 0, None
    while page := entries(log_name(team.practice.public_id), before_index=before, limit=500):
        for entry in page:
            said = json.loads(entry.text)
            about, event = said["about"], said["event"]
            if about.removeprefix("request:") not in keys:
                continue
            if event == "request.submitted":
                asked.add(about)
            seen[event] += 1
            left += len(said["facts"]["items"]) if event == "disclosure.confirmed" else 0
        before = page[-1].leaf_index
    decisions = ("approved", "refused", "refused_early", "approved_in_emergency")
    decided = sum(seen[f"decision.{name}"] for name in decisions)
    return statements.Counts(len(asked), decided, left, seen["incident.recorded"])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_statement_says_what_the_ledger_says(team: Team, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 (a test's ways)
    cases = [walk(team, chance) for _ in range(REQUESTS)]
    for case in cases[::3]:
        incident.record_incident(practice=team.practice, request=case, by=team.ig_lead, data=LEFT)
    page = patient_pages.of_identifiers(
        practice=team.practice, by=team.ig_lead, given={"nhs_number": "9993035203"}
    )
    found = statements.concerned(page, access_of(team.caldicott_guardian))
    assert {request.key for request in found.requests} == {case.key for case in cases}
    register = statements.counts_in_register(found.requests)
    assert register == statements.counts_in_ledger(page, found.requests)
    assert register == recounted(team, {str(case.key) for case in cases})
    assert register.decided > 0
    assert register.left > 0
    assert register.incidents == len(cases[::3])
