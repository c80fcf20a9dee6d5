"""A consent as it was given: whole, specific, and never by somebody who can't give it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kit.errors import InvalidInput, NotAllowed, NotPossible
from requests_app import policies
from requests_app.journey import consents as journey
from requests_app.journey import guardian_decision, legal_basis, release
from requests_app.models import Request
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team


@pytest.fixture
def request_(team: Team) -> Request:
    return journeys.triaged(team, journeys.submitted(team))


TODAY = timezone.localdate()
ATTORNEY = {"given_by": "attorney", "given_by_name": "Ottoline Quince", "authority_seen": "LPA 7000-1"}
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("given_by", {"given_by": "representative", "given_by_name": "x", "authority_seen": "x"}),
    ("given_by_name", ATTORNEY | {"given_by_name": " "}),
    ("authority_seen", ATTORNEY | {"authority_seen": ""}),
    ("capacity", {"capacity": ""}),
    ("explained", {"explained": " "}),
    ("recipient", {"recipient": ""}),
    ("evidence", {"evidence": ""}),
    ("competence", {"patient_is_child": True}),
    ("identifier_two", {"how": "phone"}),
    ("identifier_two", {"how": "phone", "identifier_one": "name", "identifier_two": "name"}),
    ("given_on", {"given_on": TODAY + timedelta(days=1), "valid_from": TODAY + timedelta(days=1)}),
    ("valid_from", {"valid_from": TODAY - timedelta(days=1)}),
    ("valid_until", {"valid_until": TODAY - timedelta(days=1)}),
    (
        "valid_until",
        {
            "given_on": TODAY - timedelta(days=9),
            "valid_from": TODAY - timedelta(days=9),
            "valid_until": TODAY - timedelta(days=1),
        },
    ),
    ("freely_given", {"freely_given": ""}),
    ("items", {"items": []}),
]


@pytest.mark.parametrize(("field", "changes"), WRONG, ids=[f"{n}-{f}" for n, (f, _) in enumerate(WRONG)])
def test_what_is_missing_is_said_at_its_field(
    team: Team, request_: Request, field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput) as problem:
        consents.given(team, request_, **changes)
    assert list(problem.value.fields) == [field]


@pytest.mark.parametrize("changes", [{"given_by": "nobody"}, {"how": "telepathy"}, {"items": ["D15"]}])
def test_only_what_the_page_offers(team: Team, request_: Request, changes: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        consents.given(team, request_, **changes)


def test_it_may_end_on_the_day_on_which_it_starts(team: Team, request_: Request) -> None:
    assert consents.given(team, request_, valid_until=TODAY).valid_until == TODAY


def test_an_attorney_by_phone_with_two_identifiers(team: Team, request_: Request) -> None:
    by_phone = {"how": "phone", "identifier_one": "birth", "identifier_two": "call_back"}
    consent = consents.given(team, request_, **ATTORNEY, **by_phone)
    assert (consent.given_by_name, consent.identifier_two) == ("Ottoline Quince", "call_back")
    assert consent.requester_has_power, "the police ask"


def test_power_is_what_the_requester_is_or_what_was_said(team: Team) -> None:
    asks = {"kind": "solicitor_other", "organisation_name": "Crake and Pellow", "supervisor": ""}
    request = journeys.submitted(team, requester=asks)
    assert not consents.given(team, request, freely_given="").requester_has_power
    with pytest.raises(InvalidInput, match="freely given"):
        consents.given(team, request, requester_has_power=True, freely_given="")


@pytest.mark.parametrize(
    ("day", "child"),
    [(date(2026, 4, 30), True), (date(2026, 5, 1), False)],
    ids=["last-day-of-17", "eighteen"],
)
def test_a_child_by_the_birth_date_that_the_request_gives(request_: Request, day: date, child: bool) -> None:
    request_.subjects.update(date_of_birth=date(2008, 5, 1))
    assert journey.is_child(request_, day) is child
    request_.subjects.update(date_of_birth=None)
    assert not journey.is_child(request_, day)


def test_for_a_child_competence_is_considered(team: Team, request_: Request) -> None:
    request_.subjects.update(date_of_birth=TODAY - timedelta(days=3650))
    with pytest.raises(InvalidInput, match="under 18"):
        consents.given(team, request_)
    said = {"patient_is_child": True, "competence": "A GP spoke with her alone"}
    assert consents.given(team, request_, **said).competence == said["competence"]


def test_the_dead_do_not_consent_and_their_representative_may_have_spoken(
    team: Team, request_: Request
) -> None:
    request_.subjects.update(deceased=True, date_of_birth=None)
    for changes in ({}, ATTORNEY):
        with pytest.raises(InvalidInput, match="has died"):
            consents.given(team, request_, **changes)
    spoke = {"given_by": "representative", "given_by_name": "Her son", "authority_seen": "Grant of probate"}
    assert consents.given(team, request_, **spoke).given_by == "representative"


@pytest.mark.parametrize("by", ["caldicott_guardian", "data_protection_officer", "auditor"])
def test_who_does_not_record(team: Team, request_: Request, by: str) -> None:
    with pytest.raises(NotAllowed):
        consents.given(team, request_, by=by)


def test_who_records_does_not_decide(team: Team) -> None:
    both = rules.also(team, "ig_lead", "caldicott_guardian")
    request = consented.at(team, "decision")
    with pytest.raises(NotAllowed, match="logged, triaged or reviewed"):
        guardian_decision.approve(key=request.key, by=both, data=journeys.approval(request))


@pytest.mark.parametrize("verb", ["weigh", "skip_test"])
def test_a_review_is_not_finished_on_a_consent_that_ended(team: Team, verb: str) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    effects = {"D06": "consented", "D08": "permitted" if verb == "weigh" else "no_basis"}
    consented.reviewed(team, request, effects)
    with rules.later(days=100), pytest.raises(NotPossible, match="The consent ended on"):
        legal_basis.finish(key=request.key, verb=verb, by=team.ig_lead)


def test_nothing_rests_on_a_consent_that_has_not_started(team: Team, request_: Request) -> None:
    ahead = TODAY + timedelta(days=2)
    consent = consents.given(team, request_, valid_from=ahead)
    data = consents.resting(rules.legal(request_, "consented"), consent.key)
    with pytest.raises(NotPossible, match="not valid today"):
        legal_basis.save(key=request_.key, by=team.ig_lead, data=data)
    consents.given(team, request_, items=["D08"])
    with pytest.raises(NotPossible, match="only starts on"):
        legal_basis.save(key=request_.key, by=team.ig_lead, data=data)
    with pytest.raises(NotPossible, match="Choose the recorded consent"):
        legal_basis.save(key=request_.key, by=team.ig_lead, data=rules.legal(request_, "consented"))


def test_what_is_withheld_needs_no_consent_to_the_recipient(team: Team) -> None:
    request = consented.at(team, "decision")
    data = journeys.approval(
        request, ("D06",), recipient="Northmere Council", departs_because="One item is not necessary"
    )
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    assert journeys.released(team, journeys.fresh(request)).state == "released"


def test_what_is_withheld_may_rest_on_a_consent_that_ended(team: Team) -> None:
    request = consented.at(team, "decision")
    with rules.later(days=100):
        data = journeys.approval(request, ("D06",), departs_because="The consent ended")
        guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
        assert journeys.released(team, journeys.fresh(request)).state == "released"


def test_what_the_rules_say_where_nothing_rests_on_it(team: Team, request_: Request) -> None:
    consent, now = consents.given(team, request_), timezone.now()
    other = journeys.submitted(team)
    item = request_.items.get(code="D06")
    assert "another request" in policies.why_not_covered(other, consent, item, now)
    assert policies.why_not_covered(request_, consent, item, now) == ""
    policies.keeps_to_consents(request_, ["D06"], "Anybody", now)
    assert policies.recipients_consented_to(request_) == []
    with pytest.raises(NotPossible, match="Nothing in this request rests on"):
        policies.rests_on_withdrawn_consent(request_, now)


def test_who_decided_does_not_record(team: Team) -> None:
    rules.also(team, "caldicott_guardian", "ig_lead")
    request = journeys.approved(team)
    release.basis_fell(key=request.key, by=team.ig_lead, reason="The verification fell")
    with pytest.raises(NotAllowed, match="You decided on this request"):
        consents.given(team, journeys.fresh(request), by="caldicott_guardian")
