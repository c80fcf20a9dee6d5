"""Six worked requests, through the real pages, to the outcome that a careful practice reaches."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from requests_app.demonstration import cases
from requests_app.demonstration.load import register
from requests_app.demonstration.people import LARKMOOR, Stage, set_up
from requests_app.demonstration.scripts import Script
from requests_app.models import DisclosedItem
from tests.browser.playing import Played
from tests.factories import journeys

# Seconds: some thirty pages a case, each under axe, on a machine that may be busy.
pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return set_up(LARKMOOR)


@pytest.fixture
def play(stage: Stage, page: Page, sign_in: Any, assert_accessible: Any) -> Callable[[Script], Played]:
    """Puts the requester into the register where they are called back, and logs the request."""

    def begin(script: Script) -> Played:
        if script.level != "V0":
            register(script, stage)
        played = Played(page, stage, script, sign_in=sign_in, check=assert_accessible)
        played.log()
        return played

    return begin


def turned_out(played: Played, state: str, outcome: str, *released: str) -> None:
    """The request stands where the case says, with its outcome, and only these items left."""
    case = journeys.fresh(played.case)
    assert (case.state, case.outcome) == (state, outcome)
    left = DisclosedItem.objects.filter(disclosure__request=case)
    assert sorted(str(item) for item in left) == sorted(released)


def test_overstaying_alone_is_refused_without_a_word_on_registration(
    play: Callable[[Script], Played],
) -> None:
    played = play(cases.OVERSTAYING)
    played.triage(stops=2, asks=3)
    played.legal_basis()
    played.weigh()
    played.refuse()
    turned_out(played, "refused", "REFUSE_NCND")


def test_an_agreement_that_was_withdrawn_is_no_basis(play: Callable[[Script], Played]) -> None:
    played = play(cases.AGREEMENT)
    played.triage(stops=1, asks=4)
    played.legal_basis()
    played.refuse()
    turned_out(played, "refused", "AGREEMENT_WITHDRAWN")
    assert journeys.fresh(played.case).reply == "R-NCND-AGREEMENT"


def test_an_armed_suspect_is_disclosed_in_part(play: Callable[[Script], Played]) -> None:
    played = play(cases.ARMED_SUSPECT)
    played.triage(stops=2, asks=1)
    played.legal_basis()
    played.match()
    played.weigh()
    played.approve()
    played.release_and_disclose()
    turned_out(played, "disclosed", "DISCLOSE_PART", "D06", "D08")
    decision = played.case.decisions.get()
    assert decision.tell_patient == "not"
    assert decision.tell_review_on is not None


def test_a_coroners_notice_is_complied_with(play: Callable[[Script], Played]) -> None:
    played = play(cases.CORONER)
    played.triage(stops="none", asks=1)
    played.legal_basis()
    played.match("ig_lead")
    played.approve()
    played.release_and_disclose()
    turned_out(played, "disclosed", "COMPELLED_COMPLIED", "D06", "D10", "D13")


def test_a_familys_court_gets_the_address_and_nobody_else_does(play: Callable[[Script], Played]) -> None:
    played = play(cases.FAMILY_COURT)
    played.triage(stops="none", asks="none")
    played.legal_basis()
    played.match("ig_lead")
    played.approve()
    played.release_and_disclose()
    turned_out(played, "disclosed", "COMPELLED_COMPLIED", "D06")
    assert played.case.disclosures.get().recipient == "Family Court"


def test_a_missing_person_is_found_within_hours(play: Callable[[Script], Played]) -> None:
    played = play(cases.MISSING_PERSON)
    played.emergency()
    played.release_and_disclose()
    turned_out(played, "disclosed", "DISCLOSE_FULL", "D06", "D08")
    assert played.case.decisions.get().emergency
