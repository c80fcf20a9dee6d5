"""A program logs requests: whole, once, by the rules of the pages, and in its own name."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from audit.ledger.api import entries_about, log_name
from requests_app.models import OutboxMessage, Participation, Request, StatusChange, TakenIn
from tests.factories.journeys import Team
from tests.integration.api.conftest import REQUESTS, Program, make_program
from tests.integration.api.letters import a_letter, a_person


def test_a_letter_becomes_a_request_in_triage(team: Team, program: Program) -> None:
    answer = program.log()
    assert answer.status_code == 201, answer.content
    told = answer.json()
    request = Request.objects.get()
    assert answer["Location"].endswith(f"{REQUESTS}{request.key}/")
    assert (told["reference"], told["state"]) == (request.reference, "triage")
    assert (request.captured_by, request.logged_by) == (program.person, program.person)
    assert request.subjects.get().nhs_number == "9993035203"
    assert [(i.code, i.own_words, i.detail) for i in request.items.all()] == [
        ("D06", "", ""),
        ("D08", "", "since January"),
        ("", "His car", ""),
    ]
    assert request.requester.officer == "Det Insp Rhona Cald"
    assert [c.code for c in request.claims.all()] == ["PO-01"]
    assert request.due_at is not None


def test_the_ledger_names_the_program(team: Team, program: Program) -> None:
    program.log()
    request = Request.objects.get()
    found = entries_about(log_name(team.practice.public_id), request.about)
    assert [entry.event for entry in reversed(found)] == ["request.draft_started", "request.submitted"]
    assert {entry.actor for entry in found} == {f"service:{program.person.public_id}"}
    changes = StatusChange.objects.filter(request=request).order_by("number")
    assert [change.verb for change in changes] == ["start", "submit"]
    assert Participation.objects.get(request=request).person == program.person


def test_those_who_triage_are_told(team: Team, program: Program) -> None:
    program.log()
    told = set(OutboxMessage.objects.values_list("recipient", flat=True))
    assert told == {team.practice_manager.pk, team.ig_lead.pk}


def test_several_people_become_a_request_each(program: Program) -> None:
    people = [a_person(), a_person(name="Una Halloway", nhs_number="", role="witness")]
    answer = program.log(a_letter(subject={"subject_kind": "several", "people": people}))
    assert answer.status_code == 201, answer.content
    assert len(answer.json()["linked"]) == 1
    assert program.get(REQUESTS).json()["total"] == 2


def test_nobody_named(program: Program) -> None:
    asked = {"subject_kind": "nobody_named", "people": [], "subject_description": "All at 4 Mill Lane"}
    assert program.log(a_letter(subject=asked)).status_code == 201
    assert Request.objects.get().subject_description == "All at 4 Mill Lane"


def test_an_order_that_came_with_it(program: Program) -> None:
    paper = {"kind": "court_order", "issued_by": "Northmere County Court", "dated": "2026-11-01"}
    law = {"codes": ["CT-01"], "instrument": paper, "comply_by": "2027-01-15", "comply_by_time": "16:00"}
    answer = program.log(a_letter(law=law))
    assert answer.status_code == 201, answer.content
    request = Request.objects.get()
    assert (request.instrument.issued_by, request.comply_by_time.hour) == ("Northmere County Court", 16)


def test_a_date_far_away_is_refused(program: Program) -> None:
    answer = program.log(a_letter(law={"no_law_claimed": True, "comply_by": "9999-12-31"}))
    assert answer.status_code == 422
    found = {error["pointer"]: error["detail"] for error in answer.json()["errors"]}
    assert "must be the same as or before" in found["/law/comply_by"]


def test_the_same_key_again_changes_nothing(program: Program) -> None:
    first, again = program.log(key="letter-1"), program.log(key="letter-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again["Idempotency-Replayed"] == "true"
    assert first.json()["key"] == again.json()["key"]
    assert Request.objects.count() == 1
    assert program.log(key="letter-2").status_code == 201
    assert Request.objects.count() == 2


def test_the_same_key_with_other_contents_is_refused(program: Program) -> None:
    program.log(key="letter-1")
    answer = program.log(a_letter(purpose={"purpose": "Another"}), key="letter-1")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "Idempotency-Key"
    assert Request.objects.count() == 1


def test_a_key_belongs_to_its_program(team: Team, program: Program) -> None:
    other = make_program(team, "Mail reader")
    assert program.log(key="letter-1").status_code == 201
    assert other.log(key="letter-1").status_code == 201
    assert Request.objects.count() == 2


@pytest.mark.parametrize("key", ["", "with space", "ü", "x" * 256])
def test_a_key_is_needed(program: Program, key: str) -> None:
    answer = program.client.post(
        REQUESTS,
        json.dumps(a_letter()),
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.token}"} | ({"Idempotency-Key": key} if key else {}),
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "Idempotency-Key"


def test_what_is_sent_is_kept_as_a_keyed_hash_only(program: Program) -> None:
    program.log(key="letter-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM requests_app_takenin t")
        row = cursor.fetchone()[0]
    assert "Halloway" not in row
    assert len(TakenIn.objects.get().fingerprint) == 64


def test_eight_at_once_log_one_request(program: Program) -> None:
    barrier = Barrier(8)

    def send(_: int) -> int:
        barrier.wait()
        try:
            mine = Program(program.account, program.token)
            return mine.log(key="letter-1").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(send, range(8)))
    assert statuses == [200] * 7 + [201]
    assert Request.objects.count() == 1


WRONG: dict[str, tuple[dict[str, dict[str, Any]], str]] = {
    "no such channel": ({"received": {"channel": "fax"}}, "/received/channel"),
    "tomorrow": ({"received": {"received_on": "2999-01-01"}}, "/received/received_on"),
    "no such field": ({"received": {"colour": "red"}}, "/received/colour"),
    "nobody asks": ({"requester": {"organisation_name": ""}}, "/requester/organisation_name"),
    "no kind": ({"requester": {"kind": None}}, "/requester/kind"),
    "not in the register": (
        {"requester": {"organisation": "00000000-0000-0000-0000-000000000000"}},
        "/requester/organisation",
    ),
    "nobody": ({"subject": {"people": []}}, "/subject/people"),
    "two where one is asked about": ({"subject": {"people": [a_person(), a_person()]}}, "/subject/people"),
    "not an NHS number": (
        {"subject": {"people": [a_person(nhs_number="9991234560")]}},
        "/subject/people/0/nhs_number",
    ),
    "born tomorrow": (
        {"subject": {"people": [a_person(date_of_birth="2999-01-01")]}},
        "/subject/people/0/date_of_birth",
    ),
    "one number for two": (
        {"subject": {"subject_kind": "several", "people": [a_person(), a_person(name="Una H")]}},
        "/subject/people/1/nhs_number",
    ),
    "no such item": ({"items": {"codes": ["D99"]}}, "/items/codes/0"),
    "no item": ({"items": {"codes": [], "own_words": []}}, "/items/codes"),
    "a long detail": ({"items": {"details": {"D06": "x" * 301}}}, "/items/details/D06"),
    "no purpose": ({"purpose": {"purpose": " "}}, "/purpose/purpose"),
    "a law and none": ({"law": {"no_law_claimed": True}}, "/law/no_law_claimed"),
    "no such law": ({"law": {"codes": ["XX-1"]}}, "/law/codes/0"),
    "an order of tomorrow": (
        {"law": {"instrument": {"kind": "warrant", "issued_by": "A court", "dated": "2999-01-01"}}},
        "/law/instrument/dated",
    ),
    "an emergency without a reason": ({"urgency": {"urgency": "emergency"}}, "/urgency/emergency_reason"),
    "restricted to nobody": ({"restriction": {"restricted": True}}, "/restriction/people"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_where_it_is(program: Program, name: str) -> None:
    changes, pointer = WRONG[name]
    answer = program.log(a_letter(**changes), key="letter-1")
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert pointer in {row["pointer"] for row in answer.json()["errors"]}, answer.json()
    assert not Request.objects.exists()
    assert program.log(key="letter-1").status_code == 201


def test_all_that_is_wrong_is_said_at_once(program: Program) -> None:
    answer = program.log(
        a_letter(
            received={"received_on": "2999-01-01"},
            law={"no_law_claimed": True},
            subject={"people": [a_person(date_of_birth="2999-01-01")]},
        )
    )
    pointers = {row["pointer"] for row in answer.json()["errors"]}
    assert {"/received/received_on", "/law/no_law_claimed", "/subject/people/0/date_of_birth"} <= pointers


def test_an_emergency_is_held_to_its_rules(program: Program) -> None:
    urgent = {"urgency": "emergency", "emergency_reason": "She will be harmed tonight",
              "no_immigration_purpose": True}  # fmt: skip
    assert program.log(a_letter(urgency=urgent)).status_code == 201
    answer = program.log(a_letter(urgency=urgent, requester={"kind": "dwp"}))
    assert answer.status_code == 422
    assert {row["pointer"] for row in answer.json()["errors"]} == {"/urgency/urgency"}
    assert Request.objects.count() == 1


def test_restricted_to_named_people(team: Team, program: Program, as_person: Callable[..., Client]) -> None:
    named = [team.practice_manager, team.ig_lead, team.caldicott_guardian]
    asked = {"restricted": True, "people": [str(person.public_id) for person in named]}
    answer = program.log(a_letter(restriction=asked))
    assert answer.status_code == 201, answer.content
    page = Request.objects.get().get_absolute_url()
    assert as_person(team.ig_lead).get(page).status_code == 200
    assert as_person(team.data_protection_officer).get(page).status_code == 404
    assert program.get(REQUESTS).json()["total"] == 1


def test_a_broken_letter_is_a_problem_not_a_crash(program: Program) -> None:
    for body, kind, status in (
        ("{", "application/json", 400),
        ("[]", "application/json", 422),
        ("null", "application/json", 422),
        ('"x"', "application/json", 422),
        ("{}", "application/json", 422),
        ("a=1", "application/x-www-form-urlencoded", 415),
        ('{"received": "\\ud800"}', "application/json", 422),
        (json.dumps(a_letter(purpose={"purpose": "a\x00b"})), "application/json", 422),
        (json.dumps(a_letter(purpose={"purpose": "\ud800"})), "application/json", 422),
        (json.dumps(a_letter(purpose={"purpose": "x" * 200_001})), "application/json", 413),
    ):
        answer = program.client.post(
            REQUESTS,
            body,
            content_type=kind,
            headers={"Authorization": f"Bearer {program.token}", "Idempotency-Key": "k"},
        )
        assert answer.status_code == status, (body[:40], answer.content)
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status
    assert not Request.objects.exists()


def test_a_person_does_not_log_through_the_api(team: Team, as_person: Callable[..., Client]) -> None:
    answer = as_person(team.practice_manager).post(
        REQUESTS, json.dumps(a_letter()), content_type="application/json"
    )
    assert answer.status_code == 403
    assert "service account" in answer.json()["who_can"].lower()
    assert not Request.objects.exists()
