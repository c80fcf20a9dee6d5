"""Correcting a submitted request, and confirming a review that the correction voided."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from practices.models import Person
from requests_app.models import Correction, Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.pages.typed import POSTED, address, day
from tests.support.queries import MOST_A_PAGE, counted

SignIn = Callable[[Person], Client]
PARTS = ("requester", "subject", "items", "purpose", "law")
WHY = {"because": "The force sent a corrected form"}


@pytest.fixture
def manager(team: Team, as_person: SignIn) -> Client:
    return as_person(team.practice_manager)


def correct(client: Client, case: Request, part: str, **more: Any) -> Any:
    typed = POSTED[part] | WHY | {"seen_version": str(Request.objects.get(pk=case.pk).version)} | more
    return client.post(address(case, "correct_part", part), typed)


def test_the_parts_are_shown_with_what_falls_with_each(manager: Client, team: Team) -> None:
    case = journeys.at_decision(team)
    manager.get(address(case, "correct"))

    with counted() as asked:
        page = manager.get(address(case, "correct")).content.decode()

    assert len(asked) <= MOST_A_PAGE, "\n".join(asked)
    for part in PARTS:
        assert address(case, "correct_part", part) in page
    everything = "the triage answers, the check of the requester’s identity, the legal-basis review and"
    assert f"This voids {everything} the public-interest review. The request goes back to triage" in page
    assert (
        "the public-interest review and the match with a record. The request goes back to legal basis" in page
    )


def test_before_any_review_nothing_falls(manager: Client, team: Team) -> None:
    page = manager.get(address(journeys.submitted(team), "correct")).content.decode()

    assert page.count("Nothing rests on it yet. The request is then at triage.") == 5


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_filled_in_and_corrected(manager: Client, team: Team, part: str) -> None:
    case = journeys.at_decision(team)

    with counted() as asked:
        page = manager.get(address(case, "correct_part", part)).content.decode()
    assert len(asked) <= MOST_A_PAGE, "\n".join(asked)
    assert "This voids" in page
    assert "Why is it corrected?" in page

    answer = correct(manager, case, part, **({"claims_courts": ["CT-01"]} if part == "law" else {}))

    assert answer.status_code == 302
    saved = Request.objects.get()
    assert saved.state == ("triage" if part == "requester" else "legal_basis")
    change = Correction.objects.get()
    assert (change.part, change.because) == (part, WHY["because"])
    assert change.before != change.after
    assert change.before.keys() == change.after.keys()


def test_the_record_says_what_stood_there_after(manager: Client, team: Team) -> None:
    case = journeys.triaged(team, journeys.submitted(team))

    correct(manager, case, "subject", subject_kind="nobody_named", subject_description="4 Mill Lane")
    correct(manager, case, "law", claimed_words="section 29", **day("comply_by", date(2030, 1, 2)))

    law, subject = Correction.objects.order_by("-id")
    assert (subject.before["kind"], subject.after["kind"]) == ("one", "nobody_named")
    assert subject.after["description"] == "4 Mill Lane"
    assert (law.after["words"], law.after["comply_by"]) == ("section 29", "2030-01-02")
    assert Request.objects.get().due_at is not None


def test_a_reason_is_needed_and_what_was_typed_stays(manager: Client, team: Team) -> None:
    case = journeys.submitted(team)

    answer = correct(manager, case, "purpose", because="", purpose="Something else entirely")

    assert answer.status_code == 422
    assert "Say why it is corrected" in answer.content.decode()
    assert "Something else entirely" in answer.content.decode()
    assert not Correction.objects.exists()


def test_a_wrong_answer_is_named(manager: Client, team: Team) -> None:
    answer = correct(manager, journeys.submitted(team), "subject", nhs_number="999 123 4560")

    assert answer.status_code == 422
    assert "Check the NHS number" in answer.content.decode()


def test_a_page_older_than_the_request_corrects_nothing(manager: Client, team: Team) -> None:
    answer = correct(manager, journeys.submitted(team), "purpose", seen_version="1")

    assert answer.status_code == 409
    assert "Somebody changed the request" in answer.content.decode()
    assert WHY["because"] in answer.content.decode()


def test_several_people_are_no_choice_any_more(manager: Client, team: Team) -> None:
    case = journeys.submitted(team)

    assert "Several people" not in manager.get(address(case, "correct_part", "subject")).content.decode()
    assert correct(manager, case, "subject", subject_kind="several").status_code == 422


def test_another_line_for_own_words(manager: Client, team: Team) -> None:
    case = journeys.submitted(team)

    answer = correct(manager, case, "items", own_words_1="Care plan", add="1")

    assert answer.status_code == 200
    assert 'name="own_words_2"' in answer.content.decode()
    assert WHY["because"] in answer.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize("name", ["correct", "correct_part"])
def test_who_may_correct(team: Team, as_person: SignIn, name: str) -> None:
    case = journeys.submitted(team)
    path = address(case, name, *(["purpose"] if name == "correct_part" else []))

    assert as_person(team.ig_lead).get(path).status_code == 200
    for role in ("clinical_reviewer", "caldicott_guardian", "data_protection_officer", "auditor"):
        assert as_person(team.people[role]).get(path).status_code == 403
    assert as_person(team.front_desk).get(path).status_code == 404
    assert as_person(make_team("Y99992", "Other").practice_manager).get(path).status_code == 404


@pytest.mark.parametrize("stage", [journeys.draft, journeys.released, journeys.refused])
def test_outside_the_reviews_nothing_is_corrected(
    manager: Client, team: Team, stage: Callable[[Team], Request]
) -> None:
    case = stage(team)

    assert manager.get(address(case, "correct")).status_code == 409
    assert manager.get(address(case, "correct_part", "purpose")).status_code == 409
    assert correct(manager, case, "purpose").status_code == 409


@pytest.mark.parametrize("part", ["received", "urgency", "no-such-part"])
def test_other_parts_cannot_be_corrected(manager: Client, team: Team, part: str) -> None:
    assert manager.get(address(journeys.submitted(team), "correct_part", part)).status_code == 404


def test_the_reviewer_sees_the_difference_and_confirms(
    manager: Client, team: Team, as_person: SignIn
) -> None:
    case = journeys.at_decision(team)
    correct(manager, case, "purpose", purpose="To find a witness")
    client = as_person(team.ig_lead)
    client.get(address(case, "confirm_review"))

    with counted() as asked:
        page = client.get(address(case, "confirm_review")).content.decode()
    assert len(asked) <= MOST_A_PAGE, "\n".join(asked)
    assert "To find a suspect at large" in page
    assert "To find a witness" in page
    assert WHY["because"] in page
    assert "Attempted murder" not in page  # it didn't change

    typed = {"seen_version": str(Request.objects.get().version)}
    assert client.post(address(case, "confirm_review"), typed).status_code == 302
    assert Request.objects.get().state == "public_interest"
    assert as_person(team.clinical_reviewer).post(address(case, "confirm_review")).status_code == 302
    assert Request.objects.get().state == "decision"


def test_triage_is_confirmed_once_the_requester_was_verified_again(manager: Client, team: Team) -> None:
    case = journeys.triaged(team, journeys.submitted(team))
    correct(manager, case, "requester", officer="Det Insp Rhona Call")

    answer = manager.post(address(case, "confirm_review"))

    assert answer.status_code == 409
    assert "identity was checked, even when it was not (V0)" in answer.content.decode()


def test_new_items_need_new_answers(manager: Client, team: Team, as_person: SignIn) -> None:
    case = journeys.at_decision(team)
    correct(manager, case, "items")
    client = as_person(team.ig_lead)

    page = client.get(address(case, "confirm_review")).content.decode()

    assert "each item needs a new answer" in page
    assert client.post(address(case, "confirm_review")).status_code == 409
    assert Request.objects.get().state == "legal_basis"


def test_only_the_states_reviewer_confirms(manager: Client, team: Team, as_person: SignIn) -> None:
    case = journeys.at_decision(team)
    correct(manager, case, "purpose")

    assert manager.get(address(case, "confirm_review")).status_code == 403
    assert as_person(team.clinical_reviewer).get(address(case, "confirm_review")).status_code == 403
    stranger = as_person(make_team("Y99992", "Other").ig_lead)
    assert stranger.get(address(case, "confirm_review")).status_code == 404


def test_without_a_correction_there_is_nothing_to_confirm(team: Team, as_person: SignIn) -> None:
    triage = journeys.submitted(team)
    assert as_person(team.ig_lead).get(address(triage, "confirm_review")).status_code == 409

    decision = journeys.at_decision(team)
    assert as_person(team.caldicott_guardian).get(address(decision, "confirm_review")).status_code == 409


def test_a_stale_page_confirms_nothing(manager: Client, team: Team, as_person: SignIn) -> None:
    case = journeys.at_decision(team)
    correct(manager, case, "purpose")

    answer = as_person(team.ig_lead).post(address(case, "confirm_review"), {"seen_version": "1"})

    assert answer.status_code == 409
    assert Request.objects.get().state == "legal_basis"
