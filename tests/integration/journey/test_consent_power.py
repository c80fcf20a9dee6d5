"""Whether a consent was freely given, where whoever asks has power over the patient; and who can help."""

import pytest
from django.utils import timezone

from kit.errors import InvalidInput, NotPossible
from requests_app import policies
from requests_app.journey import legal_basis
from requests_app.law.loader import catalogue
from requests_app.models import Request
from requests_app.policies.consents import WITHOUT_POWER, who_returns
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team

SOLICITOR = {"kind": "solicitor_other", "organisation_name": "Crake and Pellow", "supervisor": ""}
POWERFUL = sorted(set(catalogue().requester_kinds) - WITHOUT_POWER)


def of_kind(request: Request, kind: str) -> Request:
    """As if the requester had been corrected to another kind."""
    request.requester.kind = kind
    request.requester.save(update_fields=["kind"])
    return journeys.fresh(request)


def test_each_kind_has_power_or_has_none() -> None:
    assert set(catalogue().requester_kinds) >= WITHOUT_POWER
    assert set(POWERFUL) >= {
        *("home_office", "police", "nca", "council", "dwp", "prosecutor", "insurer_or_employer"),
        *("hmrc", "probation", "embassy", "public_sector_fraud", "nhs_counter_fraud"),
        *("landlord_or_agent", "family_member"),
    }


@pytest.mark.parametrize("kind", POWERFUL)
def test_whoever_has_power_is_asked_about(team: Team, kind: str) -> None:
    request = of_kind(journeys.submitted(team, requester=SOLICITOR), kind)
    with pytest.raises(InvalidInput, match="freely given"):
        consents.given(team, request, freely_given="")
    assert consents.given(team, request).requester_has_power


@pytest.mark.parametrize("kind", sorted(WITHOUT_POWER))
def test_a_requester_without_power_needs_no_words(team: Team, kind: str) -> None:
    request = of_kind(journeys.submitted(team, requester=SOLICITOR), kind)
    consent = consents.given(team, request, freely_given="")
    item = request.items.get(code="D06")
    assert policies.why_not_covered(request, consent, item, timezone.now()) == ""


def test_a_requester_who_turns_out_to_have_power_is_not_covered_by_it(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team, requester=SOLICITOR))
    consent = consents.given(team, request, freely_given="")
    request = of_kind(request, "landlord_or_agent")
    data = consents.resting(rules.legal(request, "consented"), consent.key)
    with pytest.raises(NotPossible, match="whether it was freely given"):
        legal_basis.save(key=request.key, by=team.ig_lead, data=data)
    again = consents.given(team, request)
    legal_basis.save(
        key=request.key,
        by=team.ig_lead,
        data=consents.resting(rules.legal(request, "consented"), again.key),
    )


@pytest.mark.parametrize(
    ("point", "who"),
    [
        ("legal_basis", "Information governance lead"),
        ("public_interest", "Clinical reviewer"),
        ("decision", "Caldicott guardian"),
        ("approved", "Information governance lead"),
    ],
)
def test_who_can_help_is_who_can_return_it_from_there(team: Team, point: str, who: str) -> None:
    request = consented.at(team, point)
    assert who.lower() in who_returns(request).lower()
    review = request.legalbasisreview_set.get(voided_at=None)
    consents.withdrawal_alone(consents.consent_of(request), team)
    with pytest.raises(NotPossible) as problem:
        policies.consents_cover(request, request.legalbasisreview_set.get(pk=review.pk), timezone.now())
    assert problem.value.who_can == who_returns(request)


def test_who_can_help_where_a_consent_ended(team: Team) -> None:
    request = consented.at(team, "decision")
    review = request.legalbasisreview_set.get(voided_at=None)
    with rules.later(days=100), pytest.raises(NotPossible, match="The consent ended on") as problem:
        policies.consents_cover(request, review, timezone.now())
    assert "Caldicott guardian" in problem.value.who_can
