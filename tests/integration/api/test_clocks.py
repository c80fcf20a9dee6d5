"""A request's dates through the API: the same steps as on its page, to people and to no program."""

from collections.abc import Callable

import pytest
from django.test import Client

from practices.models import Person
from requests_app.journey import keeping, waiting
from requests_app.models import Clock
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.api.conftest import REQUESTS, Program
from tests.support.queries import MOST_A_PAGE, counted

AsPerson = Callable[[Person], Client]


def test_every_date_with_its_steps_and_changes(team: Team, as_person: AsPerson) -> None:
    request = journeys.submitted(team)
    waiting.ask(key=request.key, whom="requester", question="Which?", by=team.practice_manager)
    waiting.resume(key=request.key, answer="This", by=team.practice_manager)
    told = as_person(team.ig_lead).get(f"{REQUESTS}{request.key}/").json()["clocks"]
    rows = {row["rule"]: row for row in told}
    stored = Clock.objects.get(request=request, rule="decide")
    decide = rows["decide"]
    assert decide["steps"] == stored.explanation
    assert (decide["name"], decide["state"]) == ("Decide", "running")
    assert decide["due_on"] == stored.due_on.isoformat()
    assert [change["kind"] for change in decide["changes"]] == ["started", "stopped", "went_on"]
    assert decide["changes"][1]["reason"] == "requester"
    assert decide["changes"][2]["by"] == team.practice_manager.full_name
    assert rows.keys() >= {"acknowledge", "triage", "decide"}
    states = [row["state"] in ("running", "stopped") for row in told]
    assert states == sorted(states, reverse=True)


def test_an_auditor_reads_no_name_in_a_reason(team: Team, as_person: AsPerson) -> None:
    request = journeys.submitted(team)
    keeping.acknowledge(key=request.key, by=team.practice_manager, how="A letter about Dmitar Halloway")
    assert "Halloway" in as_person(team.ig_lead).get(f"{REQUESTS}{request.key}/").content.decode()
    found = as_person(team.auditor).get(f"{REQUESTS}{request.key}/").content.decode()
    assert "A letter about" in found
    assert "Halloway" not in found


def test_a_program_is_told_of_no_date(program: Program) -> None:
    logged = program.log().json()
    assert program.get(f"{REQUESTS}{logged['key']}/").json()["clocks"] == []


@pytest.mark.parametrize("times", [1, 8])
def test_the_queries_do_not_grow(team: Team, as_person: AsPerson, times: int) -> None:
    request, person = journeys.submitted(team), as_person(team.ig_lead)
    for _ in range(times):
        waiting.ask(key=request.key, whom="requester", question="x", by=team.practice_manager)
        waiting.resume(key=request.key, answer="x", by=team.practice_manager)
    with counted() as queries:
        assert person.get(f"{REQUESTS}{request.key}/").status_code == 200
    assert len(queries) <= MOST_A_PAGE
