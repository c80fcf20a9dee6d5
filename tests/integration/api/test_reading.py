"""Reading: a program sees how far its own requests have come, a person what the pages show them."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from practices.models import Person
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.api.conftest import REQUESTS, Program, make_program
from tests.integration.api.letters import a_letter
from tests.integration.journey.conftest import make_team
from tests.support.queries import MOST_A_PAGE, counted

AsPerson = Callable[[Person], Client]
SECRETS = ("Halloway", "9993035203", "1979", "Attempted murder", "Rhona Cald")


@pytest.fixture
def logged(program: Program) -> Request:
    """A request that the program logged."""
    assert program.log().status_code == 201
    return Request.objects.get()


def path(request: Request, more: str = "") -> str:
    return f"{REQUESTS}{request.key}/{more}"


def whole_way(team: Team, request: Request) -> Request:
    """To the guardian's decision."""
    weighed = journeys.weighed(team, journeys.legally_reviewed(team, journeys.triaged(team, request)))
    return journeys.matched(team, weighed)


def test_a_program_lists_what_it_logged_and_nothing_else(
    team: Team, program: Program, logged: Request
) -> None:
    journeys.submitted(team)
    other = make_program(team, "Mail reader")
    other.log()
    answer = program.get(REQUESTS)
    assert [row["reference"] for row in answer.json()["results"]] == [logged.reference]
    for request in Request.objects.exclude(pk=logged.pk):
        for more in ("", "entries/"):
            assert program.get(path(request, more)).status_code == 404


def test_a_program_follows_its_request_to_the_end(team: Team, program: Program, logged: Request) -> None:
    request = journeys.triaged(team, logged)
    assert program.get(path(logged)).json()["state"] == request.state == "legal_basis"


def test_a_program_sees_nothing_that_people_wrote(team: Team, program: Program, logged: Request) -> None:
    request = journeys.approved(team, whole_way(team, logged))
    texts = [
        program.get(where).content.decode() for where in (REQUESTS, path(request), path(request, "entries/"))
    ]
    for text in texts:
        for secret in (*SECRETS, *(person.full_name for person in team.people.values()), "person:"):
            assert secret not in text
    told = program.get(path(request)).json()
    assert (told["chapters"], told["actions"], told["requester"], told["due_at"]) == ([], [], None, None)
    entries = program.get(path(request, "entries/")).json()["results"]
    own = [entry for entry in entries if entry["actor"]]
    assert {entry["event"] for entry in own} == {"request.draft_started", "request.submitted"}
    assert all(entry["facts"] == [] for entry in entries if entry not in own)
    assert all(entry["facts"] for entry in own)
    assert len(entries) > 8
    assert not [entry for entry in entries if entry["private"] or entry["event"] == "request.opened"]


def test_what_a_program_reads_is_recorded(team: Team, program: Program, logged: Request) -> None:
    program.get(REQUESTS)
    program.get(path(logged))
    program.get(path(logged, "entries/"))
    found = entries_about(log_name(team.practice.public_id), logged.about, only_events=["request.opened"])
    assert [entry.facts["page"] for entry in reversed(found)] == ["api.request", "api.entries"]
    assert {entry.actor for entry in found} == {program.person.opaque}


def test_a_person_reads_what_the_page_shows_them(team: Team, logged: Request, as_person: AsPerson) -> None:
    told = as_person(team.ig_lead).get(path(logged)).json()
    text = str(told["chapters"])
    assert "Dmitar Halloway" in text
    assert "Attempted murder" in text
    assert {action["verb"] for action in told["actions"]} >= {"accept", "reject", "ask_requester"}
    triage = next(action for action in told["actions"] if action["verb"] == "accept")
    assert triage["page"].endswith(f"/requests/{logged.key}/triage/")


def test_an_auditor_reads_masked(team: Team, logged: Request, as_person: AsPerson) -> None:
    text = as_person(team.auditor).get(path(logged)).content.decode()
    assert "Halloway" not in text
    assert "9993035203" not in text.replace(" ", "")
    assert "Northmere Police" in text


def test_every_state_reads_for_every_role(team: Team, as_person: AsPerson) -> None:
    made = [
        journeys.draft(team),
        journeys.submitted(team),
        journeys.closed(team),
        journeys.refused(team),
        journeys.released(team),
    ]
    for role, person in team.people.items():
        browser = as_person(person)
        for request in made:
            page = browser.get(request.get_absolute_url()).status_code
            answer = browser.get(path(request))
            assert (answer.status_code == 200) == (page in (200, 302)), (role, request.state, page)
            if answer.status_code == 200:
                assert answer.json()["state"] == request.state
                assert browser.get(path(request, "entries/")).status_code == 200


def test_outside_the_practice_there_is_nothing(logged: Request, as_person: AsPerson) -> None:
    elsewhere = make_team("Y99992", "Hillside Surgery")
    browser = as_person(elsewhere.ig_lead)
    for where in (path(logged), path(logged, "entries/"), f"{REQUESTS}{uuid4()}/"):
        answer = browser.get(where)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert browser.get(REQUESTS).json()["total"] == 0


def test_who_looked_is_for_those_who_may_know(team: Team, logged: Request, as_person: AsPerson) -> None:
    as_person(team.practice_manager).get(logged.get_absolute_url())

    def opened(person: Person) -> bool:
        rows = as_person(person).get(path(logged, "entries/")).json()["results"]
        return any(row["event"] == "request.opened" for row in rows)

    assert opened(team.ig_lead)
    assert not opened(team.practice_manager)


def test_entries_are_read_page_by_page(
    program: Program, logged: Request, as_person: AsPerson, team: Team
) -> None:
    for _ in range(60):
        program.get(path(logged))
    browser = as_person(team.ig_lead)
    first = browser.get(path(logged, "entries/")).json()
    rest = browser.get(path(logged, f"entries/?before={first['before']}")).json()
    indexes = [row["index"] for row in first["results"] + rest["results"]]
    assert indexes == sorted(indexes, reverse=True)
    assert (len(first["results"]), rest["before"]) == (50, None)
    assert len(set(indexes)) == len(indexes) >= 62


def test_the_list_narrows(team: Team, program: Program, logged: Request) -> None:
    def found(query: str) -> int:
        return program.get(f"{REQUESTS}?{query}").json()["total"]

    assert found("state=triage") == found("practice=Y99991") == found("show=open") == 1
    assert found("state=closed") == found("practice=Y00001") == found("show=closed") == 0
    assert found(f"reference={logged.reference}") == 1
    now = timezone.now()
    for offset, expected in ((-60, 1), (60, 0)):
        moment = (now + timedelta(seconds=offset)).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert found(f"changed_since={moment}") == expected


def test_a_person_asks_what_waits_for_them(team: Team, logged: Request, as_person: AsPerson) -> None:
    second = journeys.triaged(team, journeys.submitted(team))

    def found(person: Person, query: str) -> list[str]:
        rows = as_person(person).get(f"{REQUESTS}?{query}").json()["results"]
        return [row["reference"] for row in rows]

    assert found(team.clinical_reviewer, "waiting=mine") == []
    assert found(team.practice_manager, "waiting=mine") == [logged.reference]
    assert found(team.practice_manager, "waiting=others") == [second.reference]
    assert found(team.ig_lead, "kind=police&sort=reference") == [logged.reference, second.reference]
    assert found(team.ig_lead, "kind=police&sort=-reference") == [second.reference, logged.reference]
    assert found(team.ig_lead, "kind=council") == found(team.ig_lead, "due=overdue") == []


@pytest.mark.parametrize("query", ["state=nowhere", "page=0", "page=x", "changed_since=soon", "colour=red"])
def test_a_query_that_means_nothing_is_refused(program: Program, query: str) -> None:
    answer = program.get(f"{REQUESTS}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{query.split('=')[0]}"


@pytest.mark.parametrize("rows", [5, 50])
def test_the_queries_of_a_list_do_not_grow(program: Program, rows: int) -> None:
    for number in range(rows):
        program.log(a_letter(), key=str(number))
    with counted() as queries:
        assert len(program.get(REQUESTS).json()["results"]) == rows
    assert len(queries) <= 6, queries


def test_a_request_and_its_entries_ask_no_more_than_a_page(
    team: Team, program: Program, as_person: AsPerson
) -> None:
    request = journeys.disclosed(team)
    browser = as_person(team.ig_lead)
    for more in ("", "entries/"):
        with counted() as queries:
            assert browser.get(path(request, more)).status_code == 200
        assert len(queries) <= MOST_A_PAGE, queries
