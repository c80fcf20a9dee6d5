"""Who reads what a patient said about consent, and where: later steps, the story, the history."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.models import Consent
from practices.models import Person
from requests_app.models import Request
from requests_app.presenters.history import HIDDEN
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team
from tests.integration.pages.typed import day
from tests.support.queries import MOST_A_PAGE, counted

SignIn = Callable[[Person], Client]


def text_of(client: Client, name: str, case: Request) -> str:
    answer = client.get(reverse(name, args=[case.key]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("point", "role", "name"),
    [
        ("public_interest", "clinical_reviewer", "public_interest"),
        ("decision", "caldicott_guardian", "decision"),
        ("approved", "practice_manager", "release"),
    ],
)
def test_a_later_no_is_read_where_the_request_goes_on(
    team: Team, as_person: SignIn, point: str, role: str, name: str
) -> None:
    request = consented.at(team, point)
    consents.asked(team, request, items=["D08"])
    consents.answered(team, request)
    reader = as_person(team.people[role])
    with counted() as asked:
        page = text_of(reader, name, request)
    assert "Consent of the patient" in page
    assert "given in part" in page
    assert "Consent refused" in page
    assert len(asked) <= MOST_A_PAGE


def test_while_an_answer_is_hoped_for_the_review_offers_that_alone(team: Team, as_person: SignIn) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    consents.asked(team, request)
    page = text_of(as_person(team.ig_lead), "legal_basis", request)
    assert 'value="asked" checked' in page
    for code in ("unsafe", "defeats", "impracticable", "not_needed", "refused", "given"):
        assert f'name="consent_sought" type="radio" value="{code}"' not in page


def test_what_was_said_meanwhile_is_what_the_review_offers(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "legal_basis")
    consents.asked(team, request, items=["D08"])
    consents.answered(team, request)
    assert 'value="in_part" checked' in text_of(as_person(team.ig_lead), "legal_basis", request)


def test_silence_before_its_day_is_refused_at_its_field(team: Team, as_person: SignIn) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    consents.asked(team, request)
    data = {"answer": "no_answer", "tried": "Two letters went out"}
    answer = as_person(team.ig_lead).post(reverse("consent_answer", args=[request.key]), data)
    assert answer.status_code == 422
    assert "to answer: record a refusal, or wait until then" in answer.content.decode()
    assert "Two letters went out" in answer.content.decode()


@pytest.mark.parametrize("point", ["released", "disclosed"])
def test_an_answer_is_recorded_also_when_the_request_went_on(
    team: Team, as_person: SignIn, point: str
) -> None:
    request = consented.at(team, point)
    lead = as_person(team.ig_lead)
    assert reverse("consent_answer", args=[request.key]) not in text_of(lead, "request", request)
    request = consented.at(team, "approved")
    consents.asked(team, request, items=["D08"])
    request = journeys.released(team, request)
    request = journeys.disclosed(team, request) if point == "disclosed" else request
    assert reverse("consent_answer", args=[request.key]) in text_of(lead, "request", request)
    posted = lead.post(reverse("consent_answer", args=[request.key]), {"answer": "refused"})
    assert posted.status_code == 302


WORDS = ("Ottoline Quince", "LPA 7000-1", "Two letters to her aunt", "Reception, by Ottoline")


@pytest.mark.parametrize("name", ["request", "request_history"])
def test_words_about_consent_are_for_those_who_may_see_whom_it_is_about(
    team: Team, as_person: SignIn, name: str
) -> None:
    request = consented.at(team, "decision")
    consents.asked(team, request, answer_by=timezone.localdate())
    consents.answered(team, request, "no_answer", "Two letters to her aunt")
    attorney = {"given_by": "attorney", "given_by_name": "Ottoline Quince", "authority_seen": "LPA 7000-1"}
    consents.withdrawn(team, consents.given(team, request, **attorney), withdrawn_to="Reception, by Ottoline")
    hidden = text_of(as_person(team.auditor), name, request)
    for words in WORDS:
        assert words not in hidden, words
    assert HIDDEN in hidden if name == "request_history" else "Hidden: shown to those" in hidden
    shown = text_of(as_person(team.ig_lead), name, request)
    for words in WORDS:
        assert words in shown, words


def ended(request: Request, **changes: Any) -> dict[str, Any]:
    rows = Consent.objects.filter(for_request=request.key, withdrawn_at=None)
    return {
        "consents": [str(row.key) for row in rows],
        "withdrawn_how": "in_person",
        "withdrawn_to": "Reception",
        **day("withdrawn_on", timezone.localdate()),
        **changes,
    }


def test_all_that_stand_are_selected_and_end_in_one_press(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "decision")
    consents.given(team, request, items=["D08"])
    manager = as_person(team.practice_manager)
    page = text_of(manager, "consent_withdraw", request)
    for row in Consent.objects.filter(for_request=request.key):
        assert f'value="{row.key}" checked' in page
    manager.post(reverse("consent_withdraw", args=[request.key]), ended(request))
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert journeys.fresh(request).state == "legal_basis"


def test_none_chosen_is_said_at_the_field(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "decision")
    url = reverse("consent_withdraw", args=[request.key])
    answer = as_person(team.practice_manager).post(url, ended(request, consents=[]))
    assert answer.status_code == 422
    assert "Select at least one consent" in answer.content.decode()


def test_a_mistake_reads_as_one_and_never_as_a_withdrawal(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "approved")
    manager = as_person(team.practice_manager)
    wrong = {"withdrawn_how": "mistake", "withdrawn_to": "The letter was another person’s"}
    url = reverse("consent_withdraw", args=[request.key])
    answer = manager.post(url, ended(request, **wrong), follow=True)
    page = " ".join(answer.content.decode().split())
    assert "The mistake is recorded. What rested on it goes back" in page
    assert "Recorded by mistake, and taken out" in page
    assert "What was wrong: The letter was another person’s" in page
    for name in ("request", "request_history"):
        text = text_of(as_person(team.ig_lead), name, request)
        for untrue in ("Withdrawn 2", "atient withdrew"):
            assert untrue not in text, (name, untrue)
    hidden = text_of(as_person(team.auditor), "request", request)
    assert "another person" not in hidden


def test_a_review_goes_on_from_its_page_with_what_the_register_says(team: Team, as_person: SignIn) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    data = rules.legal(request, "permitted", consent_sought="defeats", consent_reason="At large")
    journeys.legal_basis.save(key=request.key, by=team.ig_lead, data=data)
    consents.asked(team, request)
    assert 'value="asked" checked' in text_of(as_person(team.ig_lead), "legal_basis", request)
