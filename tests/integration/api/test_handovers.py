"""Hand-overs and the dates of incidents through the API: what the pages show and take, for people only."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from audit.ledger.api import entries, log_name
from practices.models import Person
from requests_app.journey import handover
from requests_app.models import Clock, Handover, Request
from requests_app.presenters.incidents import MASKED
from tests.factories import journeys
from tests.factories.journeys import Team, fresh
from tests.integration.api.conftest import Program
from tests.integration.pages.test_handovers import an_handover
from tests.integration.pages.test_incidents import an_incident
from tests.support.queries import MOST_A_PAGE, counted

AsPerson = Callable[[Person], Client]
HANDOVERS = "/api/v1/handovers/"


def sent(request: Request, **more: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    given = {"request": str(request.key), "version": request.version, "kind": "sar", "received_on": today}
    return {**given, "note": "They want a copy", **more}


def post(client: Client, path: str, contents: dict[str, Any]) -> HttpResponse:
    return client.post(path, contents, content_type="application/json")


def test_made_read_and_answered(team: Team, as_person: AsPerson) -> None:
    request, person = journeys.submitted(team), as_person(team.ig_lead)
    made = post(person, HANDOVERS, sent(request))
    assert made.status_code == 201
    row = Handover.objects.get()
    told = made.json()
    assert (told["key"], told["name"]) == (str(row.key), "Subject access request")
    assert told["page"].endswith(row.get_absolute_url())
    (clock,) = told["clocks"]
    stored = Clock.objects.get(handover=row)
    assert (clock["rule"], clock["state"], clock["steps"]) == (
        "subject_access", "running", stored.explanation,
    )  # fmt: skip
    assert [change["kind"] for change in clock["changes"]] == ["started"]
    assert person.get(f"{HANDOVERS}{row.key}/").json() == told
    answered = post(person, f"{HANDOVERS}{row.key}/answer/", {"answer": "Sent on paper"})
    assert answered.status_code == 200
    assert answered.json()["clocks"][0]["state"] == "met"
    again = post(person, f"{HANDOVERS}{row.key}/answer/", {"answer": "Sent on paper"})
    assert (again.status_code, again.json()["detail"]) == (409, "It was answered already.")


def test_sent_twice_it_is_made_once(team: Team, as_person: AsPerson) -> None:
    request, person = journeys.submitted(team), as_person(team.ig_lead)
    assert post(person, HANDOVERS, sent(request)).status_code == 201
    assert post(person, HANDOVERS, sent(request)).status_code == 409
    assert Handover.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"received_on": "2099-01-01"}, "/received_on"),
        ({"kind": "other"}, "/kind"),
        ({"note": ""}, "/note"),
        ({"notes": "x"}, "/notes"),
        ({"version": -1}, "/version"),
    ],
    ids=["to_come", "kind", "no_words", "misspelt", "version"],
)
def test_what_is_wrong_is_pointed_at(
    team: Team, as_person: AsPerson, more: dict[str, Any], pointer: str
) -> None:
    answer = post(as_person(team.ig_lead), HANDOVERS, sent(journeys.submitted(team), **more))
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert not Handover.objects.exists()


def test_who_may_not_is_refused_and_that_is_recorded(team: Team, as_person: AsPerson) -> None:
    row = an_handover(team)
    contents = sent(fresh(row.request))
    for person, status in (
        (team.clinical_reviewer, 403),
        (team.auditor, 403),
        (team.front_desk, 404),
    ):
        client = as_person(person)
        assert post(client, HANDOVERS, contents).status_code == status
        assert post(client, f"{HANDOVERS}{row.key}/answer/", {"answer": "x"}).status_code == status
    refused = [e for e in entries(log_name(team.practice.public_id)) if e.event == "attempt.refused"]
    assert len(refused) == 4
    assert Handover.objects.filter(answered_at=None).count() == 1


def test_the_list_says_nothing_of_what_they_wrote(team: Team, as_person: AsPerson) -> None:
    row = an_handover(team, note="About Dmitar Halloway")
    answer = as_person(team.ig_lead).get(HANDOVERS)
    (told,) = answer.json()["results"]
    names = {line["name"] for line in told["rows"]}
    assert {"What it is", "First received", "Request", "Next date"} <= names
    assert "What it says" not in names
    assert "Halloway" not in answer.content.decode()
    assert "Halloway" in as_person(team.ig_lead).get(f"{HANDOVERS}{row.key}/").content.decode()


def test_an_auditor_reads_no_words_of_people(team: Team, as_person: AsPerson) -> None:
    row = an_handover(team, note="About Dmitar Halloway")
    handover.ask(key=row.key, by=team.ig_lead, question="Is it about Dmitar Halloway?")
    answer = as_person(team.auditor).get(f"{HANDOVERS}{row.key}/")
    assert "Halloway" not in answer.content.decode()
    changes = answer.json()["clocks"][0]["changes"]
    assert [change["reason"] for change in changes] == ["", MASKED]


def test_an_incident_carries_its_dates(team: Team, as_person: AsPerson) -> None:
    incident = an_incident(team, journeys.submitted(team))
    (clock,) = as_person(team.ig_lead).get(f"/api/v1/incidents/{incident.key}/").json()["clocks"]
    assert (clock["rule"], clock["state"]) == ("breach", "running")
    assert clock["steps"] == Clock.objects.get(incident=incident).explanation


def test_a_program_reads_and_makes_none(team: Team, program: Program) -> None:
    row = an_handover(team)
    for path in (HANDOVERS, f"{HANDOVERS}{row.key}/"):
        assert program.get(path).status_code == 403
    headers = {"Authorization": f"Bearer {program.token}"}
    for path, contents in (
        (HANDOVERS, sent(row.request)),
        (f"{HANDOVERS}{row.key}/answer/", {"answer": "x"}),
    ):
        answer = program.client.post(path, contents, content_type="application/json", headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize("times", [5, 50])
def test_the_queries_of_the_list_do_not_grow(team: Team, as_person: AsPerson, times: int) -> None:
    request, person = journeys.submitted(team), as_person(team.ig_lead)
    for number in range(times):
        an_handover(team, "complaint" if number % 2 else "sar", request)
    with counted() as queries:
        assert len(person.get(HANDOVERS).json()["results"]) == times
    assert len(queries) == 6


def test_one_is_read_in_few_queries(team: Team, as_person: AsPerson) -> None:
    row, person = an_handover(team, "complaint"), as_person(team.ig_lead)
    handover.acknowledge(key=row.key, by=team.ig_lead)
    with counted() as queries:
        assert person.get(f"{HANDOVERS}{row.key}/").status_code == 200
    assert len(queries) <= MOST_A_PAGE
