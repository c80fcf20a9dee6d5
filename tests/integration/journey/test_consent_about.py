"""A consent is about the person and to the words of its time: a correction of either is asked again."""

from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from consent.models import Asking, Consent
from kit.errors import NotPossible
from requests_app import policies
from requests_app.deadlines import RuleCode
from requests_app.journey import legal_basis
from requests_app.models import AskedItem, Clock, LegalBasisFinding, Request
from requests_app.selectors.consents import consents_now, open_asking
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.steps import correct
from tests.integration.journey.test_consent_guards import released_past_the_rules
from tests.integration.journey.test_database_guards import refused

DETAILED = {"codes": ["D06", "D08"], "own_words": ["The letter of May"], "details": {"D06": "On 3 March"}}
WIDER = DETAILED | {"details": {"D06": "2015 to today"}}
DATABASE_WORDS = "doesn't cover this, or was withdrawn"


def rest_again(team: Team, request: Request, consent: Consent) -> None:
    data = rules.legal(request, {"D06": "consented", "D08": "permitted"})
    legal_basis.save(key=request.key, by=team.ig_lead, data=consents.resting(data, consent.key))


def detailed(team: Team, point: str = "decision") -> Request:
    """D06 on one day alone, consented to as it is worded."""
    return consented.at(team, point, items=DETAILED | {"own_words": []})


def test_a_corrected_subject_is_another_person(team: Team) -> None:
    request = consented.at(team, "decision")
    consent = consents.consent_of(request)
    request = correct(team, request, "subject")
    assert consents_now(request) == []
    with pytest.raises(NotPossible, match="record the asking or the consent first"):
        rest_again(team, request, consent)
    assert "whom it is about" in policies.why_not_covered(
        request, consent, request.live_items.get(code="D06"), timezone.now()
    )
    newer = consents.given(team, request)
    with pytest.raises(NotPossible, match="to say whom it is about"):
        rest_again(team, request, consent)
    rest_again(team, request, newer)
    assert policies.resting_on_consent(journeys.fresh(request))[0].consent == newer


def test_what_was_asked_of_another_person_is_no_answer_of_this_one(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    consents.asked(team, request)
    clock = Clock.objects.filter(request=request, rule=RuleCode.CONSENT_ANSWER, state="running")
    assert clock.exists()
    request = correct(team, request, "subject")
    assert not clock.exists(), "nobody waits for an answer of this person"
    assert open_asking(request) is None
    assert policies.came_of_asking(request, timezone.localdate()) == ""
    consents.asked(team, request)
    consents.answered(team, request)
    assert policies.came_of_asking(request, timezone.localdate()) == "refused"
    first, second = Asking.objects.filter(for_request=request.key).order_by("pk")
    assert (first.answer, second.answer) == ("", "refused"), "the first was never answered, and stays so"


def test_a_consent_of_this_person_does_not_answer_for_another(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    asking = consents.asked(team, request)
    request = correct(team, request, "subject")
    consents.given(team, request)
    asking.refresh_from_db()
    assert (asking.answer, asking.consent) == ("", None)


def test_other_details_of_an_item_are_another_item(team: Team) -> None:
    request = detailed(team)
    consent = consents.consent_of(request)
    assert consent.wording["D06"] == ["", "On 3 March"]
    request = correct(team, request, "items", WIDER | {"own_words": []})
    with pytest.raises(NotPossible, match="D06: The consent is to D06 as it was worded before"):
        rest_again(team, request, consent)


def test_an_item_that_is_worded_as_before_is_still_consented_to(team: Team) -> None:
    request = detailed(team)
    request = correct(team, request, "items", DETAILED)
    data = rules.legal(request, {"D06": "consented", "D08": "permitted", "X5": "no_basis"})
    data = consents.resting(data, consents.consent_of(request).key)
    legal_basis.save(key=request.key, by=team.ig_lead, data=data)
    assert policies.resting_on_consent(journeys.fresh(request))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("changed", ["subject", "detail"])
def test_the_database_holds_findings_to_it(changed: str) -> None:
    request = consented.at(make_team(), "legal_basis")
    finding = LegalBasisFinding.objects.get(effect="consented")
    values: dict[str, Any] = {
        "review": finding.review, "item": finding.item, "effect": "consented", "article6": "A6-a",
        "confidentiality": "CLDC-1", "consent": finding.consent,
    }  # fmt: skip
    finding.delete()
    change(request, changed)
    refused(lambda: LegalBasisFinding.objects.create(**values), "a finding rests on a live consent")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("changed", ["subject", "detail"])
def test_the_database_holds_a_release_to_it(changed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    team = make_team()
    request = consented.at(team, "approved")
    change(request, changed)
    with pytest.raises(NotPossible):
        journeys.released(team, journeys.fresh(request))
    with pytest.raises(Exception, match=DATABASE_WORDS):
        released_past_the_rules(team, journeys.fresh(request), monkeypatch)
    assert not request.releases.exists()


def change(request: Request, what: str) -> None:
    """Past the step that corrects, which would void what rests on it."""
    if what == "subject":
        Request.objects.filter(pk=request.pk).update(subject_version=F("subject_version") + 1)
    else:
        AskedItem.objects.filter(request=request, code="D06").update(detail="2015 to today")
