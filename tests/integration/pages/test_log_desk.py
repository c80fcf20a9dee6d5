"""An officer at the desk: one screen, a draft in a minute, and a letter that says nothing about anybody."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Person
from requests_app.journey import log
from requests_app.models import Request
from requests_app.workflow import State
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.support.queries import MOST_A_PAGE, counted

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db
TAKEN_DOWN = {
    "organisation_name": "Northmere Police",
    "kind": "police",
    "officer": "PC Hadley Rook",
    "officer_number": "4471",
    "their_reference": "NM/7/26",
    "law": "“Section 29”, he said",
    "items": ["D01", "D06"],
    "paper": "no",
}


def words_of(answer: Any) -> str:
    return unescape(" ".join(answer.content.decode().split()))


def test_one_screen_says_what_to_ask_and_what_to_say(team: Team, as_person: SignIn) -> None:
    journeys.submitted(team)
    client = as_person(team.front_desk)
    page = words_of(client.get(reverse("desk")))
    for words in (
        "Officer at the desk",
        "I cannot tell you whether anyone is or is not a patient here",
        "Under which law do you ask?",
        "Can you put it in writing, from an official address?",
        "badge, collar or warrant number",
    ):
        assert words in page, words
    with counted() as asked:
        client.get(reverse("desk"))
    assert len(asked) <= MOST_A_PAGE


def test_nothing_about_any_patient_is_on_it(team: Team, as_person: SignIn) -> None:
    """No field for a person, no search, and no case."""
    journeys.submitted(team)
    answer = as_person(team.front_desk).get(reverse("desk"))
    page = words_of(answer)
    for name in ("subject", "nhs_number", "date_of_birth", "patient_name", "address"):
        assert f'name="{name}' not in page
    assert "Halloway" not in page
    assert reverse("person_search") not in page


def test_it_makes_a_draft_and_leads_to_the_letter(team: Team, as_person: SignIn) -> None:
    client = as_person(team.front_desk)
    answer = client.post(reverse("desk"), TAKEN_DOWN)
    draft = Request.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("log_letter", args=[draft.key])
    assert (draft.state, draft.channel, draft.captured_by) == (State.DRAFT, "in_person", team.front_desk)
    assert "asked to write" in draft.arrival_note
    assert (draft.requester.organisation_name, draft.requester.officer_number) == ("Northmere Police", "4471")
    assert draft.claimed_words == "“Section 29”, he said"
    assert [item.code for item in draft.live_items] == ["D01", "D06"]
    assert not draft.subjects.exists()

    letter = words_of(client.get(answer.url))
    for words in (
        "PC Hadley Rook",
        "NM/7/26",
        "neither confirm nor deny",
        "Larkmoor Road Surgery",
        "Print the letter",
    ):
        assert words in letter, words
    assert "Hand to the practice manager" in letter
    assert "D06" not in letter
    assert "address, and" not in letter


def test_what_was_not_said_is_left_open(team: Team, as_person: SignIn) -> None:
    given = {name: TAKEN_DOWN[name] for name in ("organisation_name", "kind", "officer")} | {"paper": "yes"}
    client = as_person(team.practice_manager)
    answer = client.post(reverse("desk"), given)
    draft = Request.objects.get()
    assert not draft.live_items.exists()
    assert draft.claimed_words == ""
    assert "handed over a paper" in draft.arrival_note
    assert "Go on with the draft" in words_of(client.get(answer.url))


@pytest.mark.parametrize("missing", ["organisation_name", "kind", "officer", "paper"])
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    team: Team, as_person: SignIn, missing: str
) -> None:
    given = {name: value for name, value in TAKEN_DOWN.items() if name != missing}
    answer = as_person(team.front_desk).post(reverse("desk"), given)
    assert answer.status_code == 422
    assert "There is a problem" in words_of(answer)
    assert "NM/7/26" in words_of(answer)
    assert not Request.objects.exists()


def test_who_may_not_draft_is_told_who_can(team: Team, as_person: SignIn) -> None:
    assert as_person(team.auditor).get(reverse("desk")).status_code == 403


def test_a_draft_without_a_requester_asks_for_one_first(team: Team, as_person: SignIn) -> None:
    draft = log.start(practice=team.practice, by=team.front_desk)
    answer = as_person(team.front_desk).get(reverse("log_letter", args=[draft.key]))
    assert answer.url == reverse("log_requester", args=[draft.key])


def test_the_front_desks_first_page_leads_there(team: Team, as_person: SignIn) -> None:
    for person in (team.front_desk, team.practice_manager):
        assert reverse("desk") in words_of(as_person(person).get(reverse("request_new")))
