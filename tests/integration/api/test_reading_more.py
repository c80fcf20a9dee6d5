"""Incidents and the register of requesters: people read what their pages show, programs neither."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from practices.models import Person
from requests_app.journey import incident
from requests_app.models import Incident, Request, RequesterOrganisation
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.api.conftest import Program
from tests.integration.api.letters import a_letter
from tests.support.queries import MOST_A_PAGE, counted

AsPerson = Callable[[Person], Client]
INCIDENTS, REQUESTERS = "/api/v1/incidents/", "/api/v1/requesters/"


def recorded(team: Team, what_left: str = "Halloway’s address") -> Incident:
    return incident.record_incident(
        practice=team.practice,
        by=team.practice_manager,
        data={
            "kind": "by_phone",
            "what_left": what_left,
            "to_whom": "A caller",
            "happened_at": None,
            "aware_at": timezone.now() - timedelta(hours=1),
        },
    )


@pytest.fixture
def entry(team: Team) -> RequesterOrganisation:
    return journeys.organisation(team)


def said(answer: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    return {str(row["name"]): row["values"] for row in answer["rows"]}


def test_incidents_are_listed_without_what_left(team: Team, as_person: AsPerson) -> None:
    found = recorded(team)
    answer = as_person(team.data_protection_officer).get(INCIDENTS)
    (told,) = answer.json()["results"]
    assert told["key"] == str(found.key)
    assert said(told)["Clock"] == ["70 hours left"]
    assert "Halloway" not in answer.content.decode()


def test_what_left_is_told_to_those_who_may_see_a_patient(team: Team, as_person: AsPerson) -> None:
    found = recorded(team)
    path = f"{INCIDENTS}{found.key}/"
    assert said(as_person(team.ig_lead).get(path).json())["What left"] == ["Halloway’s address"]
    assert "Halloway" not in as_person(team.auditor).get(path).content.decode()
    seen = entries_about(log_name(team.practice.public_id), f"incident:{found.key}")
    assert [row.actor for row in seen if row.event == "incident.opened"] == [
        team.auditor.opaque,
        team.ig_lead.opaque,
    ]


def test_the_register_is_read_as_its_pages_show_it(
    team: Team, entry: RequesterOrganisation, as_person: AsPerson
) -> None:
    (told,) = as_person(team.practice_manager).get(REQUESTERS).json()["results"]
    assert (told["name"], told["practice"]) == ("Northmere Police", "Y99991")
    one = as_person(team.practice_manager).get(f"{REQUESTERS}{entry.key}/").json()
    assert said(one)["Switchboard"] == ["01632 960101"]
    assert said(one)["Number"] == ["To be confirmed"]
    refused = as_person(team.auditor).get(REQUESTERS)
    assert (refused.status_code, "who_can" in refused.json()) == (403, True)


def test_a_program_reads_neither(team: Team, program: Program, entry: RequesterOrganisation) -> None:
    found = recorded(team)
    for path in (INCIDENTS, f"{INCIDENTS}{found.key}/", REQUESTERS, f"{REQUESTERS}{entry.key}/"):
        assert program.get(path).status_code == 403


def test_a_program_names_an_entry_of_the_register(
    team: Team, program: Program, entry: RequesterOrganisation
) -> None:
    chosen = {"organisation": str(entry.key), "organisation_name": "", "kind": None}
    assert program.log(a_letter(requester=chosen)).status_code == 201
    asks = Request.objects.get().requester
    assert (asks.organisation, asks.organisation_name) == (entry, "Northmere Police")
    other = {"organisation": "00000000-0000-0000-0000-000000000000"}
    answer = program.log(a_letter(requester=other))
    assert {row["pointer"] for row in answer.json()["errors"]} == {"/requester/organisation"}


@pytest.mark.parametrize("rows", [5, 50])
def test_the_queries_do_not_grow(team: Team, as_person: AsPerson, rows: int) -> None:
    for number in range(rows):
        recorded(team)
        journeys.organisation(team, name=f"Force {number:02}")
    browser = as_person(team.practice_manager)
    counts = []
    for path in (INCIDENTS, REQUESTERS):
        browser.get(path)  # what Django remembers from the first page on
        with counted() as asked:
            assert len(browser.get(path).json()["results"]) == rows
        counts.append(len(asked))
    assert max(counts) <= MOST_A_PAGE
    assert counts == [5, 6]
