"""Several consents end in one action, and a consent that was recorded by mistake ends as what it was."""

import uuid

import pytest
from django.utils import timezone

from audit.ledger.api import Entry, entries_about, log_name
from consent.models import Asking, Consent
from kit.errors import NotPossible, NotVisible, StalePage
from requests_app import policies
from requests_app.journey import consent_withdrawal, disclosure, guardian_decision, legal_basis
from requests_app.models import OutboxMessage, Request
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team

MISTAKE = {"withdrawn_how": "mistake", "withdrawn_to": "The letter was another person’s"}


def entries(request: Request, event: str) -> list[Entry]:
    return entries_about(log_name(request.practice.public_id), request.about, only_events=[event])


def withdraw(team: Team, request: Request, keys: list[uuid.UUID], **fields: object) -> bool:
    data = consents.withdrawal(**fields)
    return consent_withdrawal.withdraw(key=request.key, consents=keys, by=team.practice_manager, data=data)


def test_all_that_stand_end_in_one_action(team: Team) -> None:
    request = consented.at(team, "decision")
    consents.given(team, request, items=["D08"])
    keys = list(Consent.objects.filter(for_request=request.key).values_list("key", flat=True))
    assert withdraw(team, request, keys) is True
    rows = Consent.objects.filter(for_request=request.key)
    assert {row.withdrawn_at is None for row in rows} == {False}
    (entry,) = entries(request, "consent.withdrawn")
    assert {row.withdrawal_event for row in rows} == {entry.event_id}
    assert set(entry.facts["consents"]) == {str(key) for key in keys}
    assert entry.facts["items"] == ["D06", "D08"]
    assert journeys.fresh(request).state == "legal_basis"


def test_one_that_ended_already_lets_none_of_them_end(team: Team) -> None:
    request = consented.at(team, "decision")
    other = consents.given(team, request, items=["D08"])
    consents.withdrawn(team, other)
    first = Consent.objects.get(for_request=request.key, withdrawn_at=None)
    with pytest.raises(StalePage, match="Nothing was changed"):
        withdraw(team, request, [first.key, other.key])
    first.refresh_from_db()
    assert first.withdrawn_at is None
    assert journeys.fresh(request).state == "decision"


def test_one_of_another_request_lets_none_of_them_end(team: Team) -> None:
    request = consented.at(team, "decision")
    elsewhere = consents.given(team, journeys.triaged(team, journeys.submitted(team)))
    with pytest.raises(NotVisible):
        withdraw(team, request, [consents.consent_of(request).key, elsewhere.key])
    assert consents.consent_of(request).withdrawn_at is None


def test_at_least_one_is_chosen(team: Team) -> None:
    with pytest.raises(NotPossible, match="at least one consent"):
        withdraw(team, consented.at(team, "decision"), [])


@pytest.mark.parametrize("point", ["public_interest", "decision", "approved", "released"])
def test_a_mistake_falls_the_same_way_and_is_told_as_one(team: Team, point: str) -> None:
    request = consented.at(team, point)
    OutboxMessage.objects.all().delete()
    consent = consents.consent_of(request)
    assert consents.withdrawn(team, consent, **MISTAKE) is True
    request = journeys.fresh(request)
    assert request.state == "legal_basis"
    (entry,) = entries(request, "consent.mistaken")
    assert entry.facts["how"] == "mistake"
    assert not entries(request, "consent.withdrawn")
    assert set(OutboxMessage.objects.values_list("topic", flat=True)) >= {"consent.mistaken"}
    assert "consent.withdrawn" not in OutboxMessage.objects.values_list("topic", flat=True)
    reasons = set(request.status_changes.values_list("reason", flat=True))
    assert not any("withdrew" in reason for reason in reasons)


def test_what_was_wrong_is_said(team: Team) -> None:
    consent = consents.consent_of(consented.at(team, "decision"))
    with pytest.raises(NotPossible, match="what was wrong"):
        consents.withdrawn(team, consent, withdrawn_how="mistake", withdrawn_to=" ")


def test_nothing_goes_on_upon_a_mistake_and_nobody_reads_that_the_patient_withdrew(team: Team) -> None:
    request = consented.at(team, "decision")
    consents.withdrawal_alone(consents.consent_of(request), team, **MISTAKE)
    with pytest.raises(NotPossible, match="recorded by mistake") as problem:
        guardian_decision.approve(
            key=request.key, by=team.caldicott_guardian, data=journeys.approval(request)
        )
    assert "withdrew" not in str(problem.value)
    item = request.items.get(code="D06")
    why = policies.why_not_covered(request, consents.consent_of(request), item, timezone.now())
    assert why == "The consent was recorded by mistake."


def test_what_was_sent_upon_a_mistake_is_an_incident(team: Team) -> None:
    request = consented.at(team, "released")
    sent_at = timezone.now()
    consents.withdrawal_alone(consents.consent_of(request), team, **MISTAKE)
    with pytest.raises(NotPossible, match="by mistake: record an incident"):
        disclosure.confirm(key=request.key, by=team.practice_manager, tokens=["D06"], sent_at=sent_at)
    assert not request.disclosures.exists()


def test_the_register_forgets_what_nobody_gave(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    consents.withdrawn(team, consents.given(team, request), **MISTAKE)
    assert policies.came_of_asking(journeys.fresh(request), timezone.localdate()) == ""
    data = {"consent_sought": "defeats", "consent_reason": "A suspect is at large"}
    legal_basis.save(key=request.key, by=team.ig_lead, data=rules.legal(request, "permitted", **data))


def test_an_asking_that_a_mistake_answered_waits_still(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    consents.asked(team, request)
    consents.withdrawn(team, consents.given(team, request), **MISTAKE)
    assert Asking.objects.get().answer == "given"
    assert policies.came_of_asking(journeys.fresh(request), timezone.localdate()) == "asked"
