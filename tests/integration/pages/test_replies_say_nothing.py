"""Every reply before or without a disclosure reads the same, whoever the person is (INV-06)."""

import pytest

from requests_app.journey import guardian_decision, triage, withdrawal
from requests_app.law import rules as law
from requests_app.law.loader import catalogue
from requests_app.law.vocabulary import OutcomeKind
from requests_app.models import Request
from requests_app.presenters.after_decision import reply_letter
from requests_app.selectors import load_story
from tests.factories import journeys, rules
from tests.factories.journeys import Team

# What the patient list may have shown, and what the record may carry.
FOUND = ("matched", "not_found", "uncertain", "prohibited", None)


def known_as(team: Team, request: Request, found: str | None) -> Request:
    """The same request, with another answer of the patient list, or none."""
    if found is None:
        return request
    flags = ["PR-01", "PR-05"] if found == "prohibited" else []
    result = "matched" if found == "prohibited" else found
    third = "nhs_number" if result == "matched" else ""
    return journeys.matched(team, request, result=result, third=third, record_flags=flags)


def letter(request: Request) -> str:
    """The letter that goes out, without what names this very request."""
    request = journeys.fresh(request)
    text = reply_letter(load_story(request))
    assert text
    assert "Halloway" not in text
    return text.replace(request.reference or "", "REFERENCE")


def refused(team: Team, outcome: str, found: str | None) -> Request:
    """Refused at the decision."""
    if outcome == "COMPELLED_CHALLENGED":
        request = rules.compelled(team)
    else:
        request = journeys.weighed(
            team, journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
        )
    request = known_as(team, request, found)
    data = rules.refusal(outcome=outcome)
    guardian_decision.refuse(key=request.key, by=team.caldicott_guardian, data=data)
    return request


@pytest.mark.parametrize("outcome", guardian_decision.REFUSALS)
def test_a_refusal_reads_the_same_whatever_was_found(team: Team, outcome: str) -> None:
    assert len({letter(refused(team, outcome, found)) for found in FOUND}) == 1


@pytest.mark.parametrize("found", FOUND, ids=str)
def test_a_refusal_in_an_emergency_reads_as_any(team: Team, found: str | None) -> None:
    request = known_as(team, rules.verified(team, rules.emergency_logged(team)), found)
    request = journeys.triaged(team, request)
    request = journeys.weighed(team, journeys.legally_reviewed(team, request))
    guardian_decision.refuse(key=request.key, by=team.caldicott_guardian, data=rules.refusal())
    assert letter(request) == letter(refused(team, "REFUSE_NCND", None))


def withdrawn(team: Team, request: Request) -> None:
    withdrawal.withdraw(
        key=request.key, by=team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="They wrote"
    )


def test_what_is_not_pursued_too(team: Team) -> None:
    letters = set()
    for found in FOUND:
        request = journeys.weighed(
            team, journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
        )
        request = known_as(team, request, found)
        withdrawn(team, request)
        letters.add(letter(request))
    assert len(letters) == 1


def test_every_outcome_of_a_refusal_has_its_reply() -> None:
    """Each one that a guardian may set without disclosing, and each end without a decision."""
    known = catalogue()
    without = [entry for entry in known.outcomes.values() if not entry.discloses]
    assert {entry.code for entry in without} >= set(guardian_decision.REFUSALS)
    for entry in without:
        assert known.replies[entry.reply].before_disclosure, entry.code
    refusals = {entry.code for entry in without if entry.kind in (OutcomeKind.REFUSE, OutcomeKind.COMPELLED)}
    assert refusals == set(guardian_decision.REFUSALS)
    open_now = {entry.code for entry in law.outcomes_for("decision", "decide_request")}
    assert set(guardian_decision.REFUSALS) <= open_now


@pytest.mark.parametrize("verb", sorted(triage.OUTCOMES))
def test_the_ends_of_triage_ask_nothing_of_the_patient_list(team: Team, verb: str) -> None:
    for outcome in triage.OUTCOMES[verb]:
        request = journeys.submitted(team)
        triage.end(
            key=request.key, verb=verb, by=team.practice_manager, outcome=outcome, reason="On its face"
        )
        assert not request.matches.exists()
        assert letter(request)
