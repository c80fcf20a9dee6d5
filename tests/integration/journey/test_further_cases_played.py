"""The further cases that have an outcome, played through the journey: every outcome is reached."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from requests_app.journey import guardian_decision, triage, waiting, withdrawal
from requests_app.law import catalogue
from requests_app.models import Request
from tests.cases.reading import Case, further_cases
from tests.factories import journeys, rules
from tests.factories.journeys import Team

CASES = {case.given["outcome"]: case for case in further_cases() if "outcome" in case.given}
ENDED_AT_TRIAGE = {
    "REJECTED_PROCEDURE": "reject",
    "MISDIRECTED": "misdirect",
    "RECLASSIFIED_SAR": "reclassify",
    "RECLASSIFIED_FOI": "reclassify",
}


def logged(team: Team, case: Case) -> Request:
    """The case as somebody logs it."""
    asks, today = case.question, timezone.localdate()
    paper = asks.paper and {
        "kind": str(asks.paper.kind), "issued_by": "Whoever issued it", "serial": "", "dated": today,
        "served_on": today, "names_practice": asks.paper.names_practice,
    }  # fmt: skip
    subject: dict[str, Any] = {"subject_kind": "nobody_named", "subjects": []}
    if not asks.nobody_named:
        person = journeys.parts()["subject"]["subjects"][0]
        person |= {"role": str(asks.role), "deceased": asks.deceased}
        subject = {"subject_kind": "one", "subjects": [person]}
    return journeys.submitted(
        team,
        received={"channel": "letter" if asks.written else "phone"},
        requester={
            "kind": asks.requester_kind,
            "organisation_name": "Northmere Police" if asks.requester_kind == "police" else "They who ask",
            "officer": "Robin Ashgrove" if asks.officer else "",
            "supervisor": "Ash Robingrove" if asks.supervisor else "",
            "supervisor_rank": asks.supervisor_rank,
            "email": "someone@gmail.com" if asks.free_mail else "",
        },
        subject=subject,
        items={"codes": list(asks.items), "own_words": []},
        purpose={"offence": "As they state it" if asks.offence else ""},
        law={
            "codes": list(asks.claims),
            "claimed_agreement": "The memorandum of 2017" if asks.agreement_words else "",
            "instrument": paper,
        },
    )


def reviewed(team: Team, case: Case) -> Request:
    """Triaged and reviewed on the law, and weighed where the law only permits; matched where it may be."""
    given = case.given
    request = journeys.triaged(team, logged(team, case), level=case.question.level)
    effect = given["effects"]
    if effect == "permitted":
        request = journeys.legally_reviewed(team, request)
        met = given["outcome"].startswith("DISCLOSE") or given["outcome"] == "REFUSE_PROHIBITED"
        request = journeys.weighed(team, request, conclusion="met" if met else "not_met")
    else:
        advice = "Comply, to the court alone" if "PR-05" in case.question.flags else ""
        request = rules.skipped(team, request, effect, power=given.get("power", ""), dpo_advice=advice)
    if effect == "no_basis" or not given["outcome"].startswith(("DISCLOSE", "COMPELLED", "NOT_HELD")):
        return request
    found = given.get("match", "matched")
    return journeys.matched(team, request, result=found, record_flags=list(case.question.flags))


def ended_at_triage(team: Team, case: Case) -> Request:
    request, outcome = logged(team, case), case.given["outcome"]
    triage.end(
        key=request.key, verb=ENDED_AT_TRIAGE[outcome], by=team.practice_manager, outcome=outcome, reason="So"
    )
    return request


def not_pursued(team: Team, case: Case) -> Request:
    request = logged(team, case)
    if case.given["outcome"] == "UNANSWERED":
        waiting.ask(key=request.key, whom="requester", question="Was notice given?", by=team.practice_manager)
    withdrawal.withdraw(key=request.key, by=team.ig_lead, outcome=case.given["outcome"], reason="So it ended")
    return request


def refused(team: Team, case: Case) -> Request:
    return journeys.refused(team, reviewed(team, case), case.given["outcome"])


def approved(team: Team, case: Case) -> Request:
    request = reviewed(team, case)
    withheld = tuple(case.given.get("withheld", ()))
    data = journeys.approval(request, withheld, departs_because="Not necessary")
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    return request


def way(outcome: str) -> Callable[[Team, Case], Request]:
    """How a request comes to that outcome."""
    if outcome in ENDED_AT_TRIAGE:
        return ended_at_triage
    if outcome in withdrawal.OUTCOMES:
        return not_pursued
    return refused if outcome in guardian_decision.REFUSALS else approved


@pytest.mark.parametrize("outcome", sorted(CASES))
def test_a_case_comes_to_its_outcome(team: Team, outcome: str) -> None:
    request = journeys.fresh(way(outcome)(team, CASES[outcome]))
    assert request.outcome == outcome
    assert request.reply == catalogue().outcomes[outcome].reply


@pytest.mark.parametrize("outcome", sorted(CASES))
def test_the_pre_check_pointed_there(outcome: str) -> None:
    """What leaves has no stop of its own; what is refused for want of law or by prohibition has one."""
    case = CASES[outcome]
    stops = case.expected.get("stop", [])
    kept = set(case.question.items) - set(case.given.get("withheld", ()))
    if catalogue().outcomes[outcome].discloses:
        assert not [line for line in stops if set(line.split()) & kept]
        assert not [line for line in stops if line.endswith(tuple(case.question.claims))]
    if outcome in {"REFUSE_NO_BASIS", "REFUSE_NCND", "REFUSE_PROHIBITED", "AGREEMENT_WITHDRAWN"}:
        assert stops


def test_every_outcome_has_its_case() -> None:
    assert set(CASES) == set(catalogue().outcomes)
