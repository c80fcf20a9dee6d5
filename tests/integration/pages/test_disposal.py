"""The pages of a closed request's encrypted details: what they say, and where each answer leads."""

from typing import Any

import pytest
from django.urls import reverse

from kit.dates import long_date
from practices.models import Practice
from requests_app.journey import disposal
from requests_app.models import Disposal, DisposalHold, Request
from requests_app.policies import disposal as policy
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.support.queries import MOST_A_PAGE, counted


@pytest.fixture
def old(team: Team) -> Request:
    return journeys.long_closed(journeys.closed(team))


def page(client: Any, name: str, request: Request) -> str:
    return client.get(reverse(name, args=[request.key])).content.decode()


def post(client: Any, name: str, request: Request, **data: str) -> Any:
    return client.post(reverse(name, args=[request.key]), data, follow=True)


def test_hold_back_and_lift(team: Team, old: Request, as_person: Any) -> None:
    officer = as_person(team.data_protection_officer)
    assert "Hold the encrypted details back" in page(officer, "disposal_hold", old)
    said = post(officer, "disposal_hold", old, what="hold", reason="An inquiry").content.decode()
    assert "held back until somebody lifts the hold" in said
    text = page(officer, "disposal_hold", old)
    assert "Lift the hold" in text
    assert "An inquiry" in text
    said = post(officer, "disposal_hold", old, what="lift", reason="Over").content.decode()
    assert "The hold is lifted" in said
    assert DisposalHold.objects.get().lifted_by == team.data_protection_officer


@pytest.mark.parametrize(
    ("held", "what", "said"),
    [
        (True, "hold", "Sunniva Hartwellby held these details back"),
        (False, "lift", "Nothing holds these details back any more"),
    ],
)
def test_a_page_that_no_longer_fits_changes_nothing(
    team: Team, old: Request, as_person: Any, held: bool, what: str, said: str
) -> None:
    disposal.hold(key=old.key, by=team.ig_lead, reason="Court")
    if not held:
        disposal.lift(key=old.key, by=team.ig_lead, reason="Over")
    before = journeys.fresh(old).version
    answer = post(as_person(team.data_protection_officer), "disposal_hold", old, what=what, reason="Theirs")
    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert journeys.fresh(old).version == before
    assert DisposalHold.objects.get().lifted_at is None or not held


@pytest.mark.parametrize("what", ["", "both"])
def test_a_hold_says_what_it_is_for(team: Team, old: Request, as_person: Any, what: str) -> None:
    officer = as_person(team.data_protection_officer)
    assert 'name="what" value="hold"' in page(officer, "disposal_hold", old)
    answer = post(officer, "disposal_hold", old, what=what, reason="An inquiry")
    assert answer.status_code == 422
    assert not DisposalHold.objects.exists()
    disposal.hold(key=old.key, by=team.ig_lead, reason="Court")
    assert 'name="what" value="lift"' in page(officer, "disposal_hold", old)


def test_under_a_hold_the_second_person_can_only_decline(team: Team, old: Request, as_person: Any) -> None:
    disposal.propose(key=old.key, by=team.ig_lead, reason="Not needed")
    guardian = as_person(team.caldicott_guardian)
    assert "I confirm it" in page(guardian, "disposal_confirm", old)
    disposal.hold(key=old.key, by=team.ig_lead, reason="Court")
    text = page(guardian, "disposal_confirm", old)
    assert "held its details back" in text
    assert "I confirm it" not in text
    assert "I decline it" in text
    answer = post(guardian, "disposal_confirm", old, decision="confirm")
    assert answer.status_code == 422
    said = post(guardian, "disposal_confirm", old, decision="decline").content.decode()
    assert "The details are kept" in said


def test_the_second_person_reads_how_long_it_is_kept_now(team: Team, old: Request, as_person: Any) -> None:
    disposal.propose(key=old.key, by=team.ig_lead, reason="Not needed")
    Practice.objects.filter(pk=team.practice.pk).update(retention_years=29, retention_years_incident=29)
    text = page(as_person(team.caldicott_guardian), "disposal_confirm", old)
    last = policy.keep_until(journeys.fresh(old))
    assert last is not None
    assert f"Its details are kept until {long_date(last)}" in text
    assert "I confirm it" not in text


def test_propose_and_confirm(team: Team, old: Request, as_person: Any) -> None:
    lead = as_person(team.ig_lead)
    text = page(lead, "disposal", old)
    assert "The ledger’s entries stay" in text
    assert "The request’s own pages stay" in text
    missing = post(lead, "disposal", old, reason="Not needed")
    assert missing.status_code == 422
    said = post(lead, "disposal", old, reason="Not needed", understood="on").content.decode()
    assert "until then nothing is destroyed" in said
    assert "I take it back" in page(lead, "disposal_confirm", old)
    guardian = as_person(team.caldicott_guardian)
    assert "Not needed" in page(guardian, "disposal_confirm", old)
    said = post(guardian, "disposal_confirm", old, decision="confirm").content.decode()
    assert "Destroyed. The ledger’s entries and their proofs stand" in said
    history = page(guardian, "request_history", old)
    assert "Destroyed: the key was deleted, the entry stands" in history


def test_declined_the_details_are_kept(team: Team, old: Request, as_person: Any) -> None:
    disposal.propose(key=old.key, by=team.ig_lead, reason="Not needed")
    said = post(as_person(team.caldicott_guardian), "disposal_confirm", old, decision="decline")
    assert "The details are kept" in said.content.decode()
    assert Disposal.objects.get().declined_by == team.caldicott_guardian


def test_too_early_or_held_or_proposed_the_page_says_so(team: Team, old: Request, as_person: Any) -> None:
    young = journeys.closed(team)
    lead = as_person(team.ig_lead)
    address = reverse("disposal", args=[young.key])
    assert lead.get(address).status_code == 409
    assert "are kept until" in page(lead, "disposal", young)
    disposal.propose(key=old.key, by=team.ig_lead, reason="Not needed")
    assert "proposed it already" in page(lead, "disposal", old)
    disposal.decline(key=old.key, by=team.ig_lead)
    assert "Nobody has proposed it" in page(as_person(team.caldicott_guardian), "disposal_confirm", old)
    disposal.hold(key=old.key, by=team.ig_lead, reason="Court")
    assert "held its details back" in page(as_person(team.ig_lead), "disposal", old)


def offered(client: Any, request: Request) -> set[str]:
    text = client.get(request.get_absolute_url()).content.decode()
    names = ("disposal", "disposal_confirm", "disposal_hold")
    return {name for name in names if f'href="{reverse(name, args=[request.key])}"' in text}


def test_the_requests_page_offers_what_the_person_may_do(team: Team, old: Request, as_person: Any) -> None:
    assert offered(as_person(team.practice_manager), old) == set()
    assert offered(as_person(team.data_protection_officer), old) == {"disposal_hold"}
    assert offered(as_person(team.ig_lead), old) == {"disposal_hold", "disposal"}
    assert offered(as_person(team.ig_lead), journeys.closed(team)) == {"disposal_hold"}
    still_open = journeys.at_decision(team)
    assert offered(as_person(team.ig_lead), still_open) == {"disposal_hold"}
    disposal.propose(key=old.key, by=team.ig_lead, reason="Not needed")
    assert offered(as_person(team.ig_lead), old) == {"disposal_hold", "disposal_confirm"}
    guardian = as_person(team.caldicott_guardian)
    with counted() as asked:
        assert offered(guardian, old) == {"disposal_hold", "disposal_confirm"}
    assert len(asked) <= MOST_A_PAGE
