"""The pages about consent: asking, an answer, recording, withdrawing, and where a consent is shown."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.models import Asking, Consent
from practices.models import Person
from requests_app.models import LegalBasisReview, Request
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team
from tests.integration.pages.legally import REVIEW, for_all
from tests.support.queries import MOST_A_PAGE, counted

SignIn = Callable[[Person], Client]


@pytest.fixture
def request_(team: Team) -> Request:
    return journeys.triaged(team, journeys.submitted(team))


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def asking(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "means": "letter",
        "items": ["D06"],
        **day("asked_on", today),
        **day("answer_by", today + timedelta(days=10)),
        **changes,
    }


def recorded(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "given_by": "patient",
        "given_by_name": "",
        "authority_seen": "",
        "capacity": "Understood and weighed it",
        "patient_is_child": "no",
        "explained": "Who asks and what for",
        "items": ["D06"],
        "recipient": consents.RECIPIENT,
        "freely_given": "Asked alone; nobody pressed them",
        "how": "signed",
        "evidence": "Scanned to the record",
        **day("given_on", today),
        **day("valid_from", today),
        **day("valid_until", today + timedelta(days=30)),
        **changes,
    }


def text_of(client: Client, name: str, case: Request) -> str:
    answer = client.get(reverse(name, args=[case.key]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def post(client: Client, name: str, case: Request, data: dict[str, Any]) -> Any:
    return client.post(reverse(name, args=[case.key]), data)


def test_from_asking_to_a_finding_that_rests_on_it(team: Team, as_person: SignIn, request_: Request) -> None:
    lead = as_person(team.ig_lead)
    page = text_of(lead, "consent_ask", request_)
    assert "silence is never consent" in page
    assert post(lead, "consent_ask", request_, asking()).status_code == 302
    assert Asking.objects.get().items == ["D06"]
    page = text_of(lead, "request", request_)
    assert "Sought, not answered yet" in page
    assert "Record that the patient did not consent" in page
    assert "Ask the patient for consent" not in page
    for text in (page, text_of(lead, "legal_basis", request_)):
        assert reverse("consent_answer", args=[request_.key]) in text
        assert reverse("consent_ask", args=[request_.key]) not in text
    assert 'value="D06" checked' in text_of(lead, "consent_record", request_)
    assert post(lead, "consent_record", request_, recorded()).status_code == 302
    consent = Consent.objects.get()
    assert (consent.purpose, consent.requester_has_power) == (request_.purpose, True)
    page = text_of(lead, "legal_basis", request_)
    assert f"D06 for {consents.RECIPIENT}, until" in page
    assert "As the register holds it" in page
    data = REVIEW | {"consent_sought": "given", "D06_answer": "own", "D08_answer": "own"}
    data |= {f"D06_{k}": v for k, v in journeys.finding("consented", consent=str(consent.key)).items()}
    data |= {f"D08_{k}": v for k, v in journeys.finding("permitted").items()}
    assert post(lead, "legal_basis", request_, data | {"finish": "weigh"}).status_code == 302
    review = LegalBasisReview.objects.get(voided_at=None)
    assert {f.item.token: f.consent for f in review.findings.all()} == {"D06": consent, "D08": None}
    # What was saved stands in the form when the review is looked at again.
    assert journeys.fresh(request_).state == "public_interest"


def test_an_item_that_the_consent_does_not_hold_is_refused_in_words(
    team: Team, as_person: SignIn, request_: Request
) -> None:
    lead = as_person(team.ig_lead)
    consent = consents.given(team, request_, items=["D06"])
    data = REVIEW | {"consent_sought": "given"}
    data |= for_all("D06", "D08", effect="consented", consent=str(consent.key))
    answer = post(lead, "legal_basis", request_, data)
    assert answer.status_code == 409
    assert "The consent does not hold D08: it is for D06 alone." in answer.content.decode()
    without = data | {"all_consent": ""}
    answer = post(lead, "legal_basis", request_, without)
    assert answer.status_code == 422
    assert "Select the consent that all items rests on" in answer.content.decode()
    not_sought = data | {"consent_sought": ""}
    answer = post(lead, "legal_basis", request_, not_sought)
    assert "Say above that consent was sought and given" in answer.content.decode()


@pytest.mark.parametrize(
    ("answer", "tried", "label"),
    [("refused", "", "Sought and refused"), ("no_answer", "Two letters", "Sought, and not answered in time")],
)
def test_what_came_of_it_is_in_the_story_and_in_the_review(
    team: Team, as_person: SignIn, request_: Request, answer: str, tried: str, label: str
) -> None:
    consents.asked(team, request_, answer_by=timezone.localdate())
    lead = as_person(team.ig_lead)
    assert "with an answer hoped for by" in text_of(lead, "consent_answer", request_)
    assert post(lead, "consent_answer", request_, {"answer": answer, "tried": tried}).status_code == 302
    assert label in text_of(lead, "request", request_)
    page = text_of(lead, "legal_basis", request_)
    assert f'value="{answer}" checked' in page
    assert 'value="unsafe"' not in page


def test_silence_asks_how_they_were_tried(team: Team, as_person: SignIn, request_: Request) -> None:
    consents.asked(team, request_)
    answer = post(as_person(team.ig_lead), "consent_answer", request_, {"answer": "no_answer", "tried": ""})
    assert answer.status_code == 422
    assert "Enter how you tried to reach them" in answer.content.decode()


def test_where_nobody_waits_the_page_says_what_to_do(
    team: Team, as_person: SignIn, request_: Request
) -> None:
    lead = as_person(team.ig_lead)
    assert "first record that the patient was asked" in text_of(lead, "consent_answer", request_)
    assert post(lead, "consent_answer", request_, {"answer": "refused"}).status_code == 409


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"given_by": "attorney"}, "Enter what you saw that lets them speak for the patient"),
        ({"given_by": "attorney", "authority_seen": "LPA"}, "Enter who spoke for the patient"),
        ({"freely_given": ""}, "freely given"),
        ({"patient_is_child": "yes", "competence": ""}, "Enter how you considered the child’s competence"),
        ({"how": "phone"}, "Select the first identifier that you checked"),
        (
            {"how": "phone", "identifier_one": "birth", "identifier_two": "birth"},
            "Select two different identifiers",
        ),
        ({"items": []}, "Select at least one item"),
        (
            {"given_by": "representative", "given_by_name": "x", "authority_seen": "y"},
            "Only somebody who has",
        ),
        (day("valid_from", date(2020, 1, 1)), "A consent can’t start before"),
        (day("valid_until", date(2020, 1, 1)), "Valid until must be today or in the future"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    team: Team, as_person: SignIn, request_: Request, changes: dict[str, Any], words: str
) -> None:
    answer = post(as_person(team.ig_lead), "consent_record", request_, recorded(**changes))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "Scanned to the record" in page
    assert not Consent.objects.exists()


def test_a_consent_by_phone_keeps_both_identifiers(team: Team, as_person: SignIn, request_: Request) -> None:
    data = recorded(how="phone", identifier_one="birth", identifier_two="address")
    assert post(as_person(team.practice_manager), "consent_record", request_, data).status_code == 302
    consent = Consent.objects.get()
    assert (consent.identifier_one, consent.identifier_two) == ("birth", "address")


@pytest.mark.parametrize("point", ["legal_basis", "decision", "approved", "released"])
def test_a_withdrawal_is_one_action_and_says_what_happened(team: Team, as_person: SignIn, point: str) -> None:
    request = consented.at(team, point)
    manager = as_person(team.practice_manager)
    page = text_of(manager, "consent_withdraw", request)
    assert "at any time, and need not say why" in page
    assert ("A release is open" in page) is (point == "released")
    consent = consents.consent_of(request)
    data = {"consents": [str(consent.key)], "withdrawn_how": "in_person", "withdrawn_to": "Reception"}
    data |= day("withdrawn_on", timezone.localdate())
    answer = manager.post(reverse("consent_withdraw", args=[request.key]), data, follow=True)
    assert "goes back to the legal-basis review" in answer.content.decode()
    assert "to Reception" in answer.content.decode()
    assert journeys.fresh(request).state == "legal_basis"
    again = post(manager, "consent_withdraw", request, data)
    assert again.status_code == 422
    assert "No consent that could be withdrawn" in text_of(manager, "consent_withdraw", request)


def test_what_had_left_is_said_truthfully(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "disclosed")
    guardian = as_person(team.caldicott_guardian)
    assert "Already left: D06 on" in text_of(guardian, "consent_withdraw", request)
    data = {
        "consents": [str(consents.consent_of(request).key)],
        "withdrawn_how": "signed",
        "withdrawn_to": "The guardian",
        **day("withdrawn_on", timezone.localdate()),
    }
    answer = guardian.post(reverse("consent_withdraw", args=[request.key]), data, follow=True)
    assert "Nothing in this request rested on it any more" in answer.content.decode()
    assert journeys.fresh(request).state == "disclosed"


def test_a_day_of_withdrawal_before_it_was_given_is_no_day(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "decision")
    data = {
        "consents": [str(consents.consent_of(request).key)],
        "withdrawn_how": "signed",
        "withdrawn_to": "Reception",
        **day("withdrawn_on", date(2020, 1, 1)),
    }
    answer = post(as_person(team.ig_lead), "consent_withdraw", request, data)
    assert answer.status_code == 422
    assert "must be between the day on which it was given and today" in answer.content.decode()


def test_the_guardian_reads_it_and_the_recipient_is_the_consents(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "decision")
    page = text_of(as_person(team.caldicott_guardian), "decision", request)
    assert "Consent of the patient" in page
    assert f'value="{consents.RECIPIENT}"' in page


def test_an_item_whose_consent_ended_can_only_be_withheld(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "decision")
    with rules.later(days=100):
        page = text_of(as_person(team.caldicott_guardian), "decision", request)
    assert "The consent ended on" in page
    assert 'name="outcome_D06" type="radio" value="disclose"' not in page
    assert 'name="outcome_D08" type="radio" value="disclose"' in page


def test_whom_it_is_about_stays_hidden_in_it(team: Team, as_person: SignIn, request_: Request) -> None:
    words = {"given_by": "attorney", "given_by_name": "Ottoline Quince", "authority_seen": "LPA 7000-1"}
    consents.given(team, request_, **words, capacity="They lack it since a stroke")
    page = text_of(as_person(team.auditor), "request", request_)
    assert "Consent of the patient" in page
    for hidden in ("Ottoline", "7000-1", "stroke", "Scanned to the record"):
        assert hidden not in page
    assert "Ottoline Quince" in text_of(as_person(team.ig_lead), "request", request_)


@pytest.mark.parametrize("name", ["consent_ask", "consent_record", "consent_answer"])
def test_those_who_decide_or_read_do_not_record(
    team: Team, as_person: SignIn, request_: Request, name: str
) -> None:
    for role in ("caldicott_guardian", "auditor", "data_protection_officer"):
        answer = as_person(team.people[role]).get(reverse(name, args=[request_.key]))
        assert answer.status_code == 403


@pytest.mark.parametrize("name", ["consent_ask", "consent_record", "consent_answer", "consent_withdraw"])
def test_the_pages_ask_few_statements(team: Team, as_person: SignIn, name: str) -> None:
    request = consented.at(team, "decision")
    lead = as_person(team.ig_lead)
    with counted() as few:
        assert lead.get(reverse(name, args=[request.key])).status_code == 200
    assert len(few) <= MOST_A_PAGE


def test_its_history_and_its_print_tell_of_it(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "decision")
    consents.asked(team, request, answer_by=timezone.localdate())
    consents.answered(team, request, "no_answer", "Two letters")
    consents.withdrawn(team, consents.consent_of(request))
    lead = as_person(team.ig_lead)
    history = text_of(lead, "request_history", request)
    for words in (
        "consent recorded",
        "Patient asked for consent",
        "Patient withdrew consent",
        "did not answer",
    ):
        assert words in history, words
    assert "Consent of the patient" in text_of(lead, "request_print", request)
