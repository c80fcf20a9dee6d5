"""Random sequences of actions by the right and by the wrong people: whatever they try, the rules hold."""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.ledger.api import entries_about, log_name
from kit.errors import DeskError
from practices.models import Person
from requests_app import policies
from requests_app.journey import (
    correction,
    guardian_decision,
    release,
    reopening,
    returning,
    triage,
    waiting,
    withdrawal,
)
from requests_app.models import Decision, Participation, Request
from requests_app.workflow import REVIEW_STATES, State, find
from tests.factories import agreements as made
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.people import a_member
from tests.integration.journey.clock_rules import check_clocks

SEQUENCES, LONGEST = 60, 16
Act = Callable[[Team, Request], object]


def approve(team: Team, case: Request) -> None:
    journeys.matched(team, case)
    data = journeys.approval(case, departs_because="I weigh it otherwise")
    guardian_decision.approve(key=case.key, by=team.caldicott_guardian, data=data)


def correct(team: Team, case: Request) -> None:
    correction.correct(
        key=case.key,
        by=team.practice_manager,
        part="purpose",
        data={"purpose": "To find a witness", "offence": "Robbery"},
        because="Misread",
    )


def withdraw(team: Team, case: Request) -> None:
    withdrawal.withdraw(
        key=case.key, by=team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="Found otherwise"
    )


def ask(team: Team, case: Request) -> None:
    waiting.ask(key=case.key, whom="requester", question="Which offence?", by=team.ig_lead)


def back(team: Team, case: Request) -> None:
    role = "caldicott_guardian" if case.state == State.DECISION else "clinical_reviewer"
    role = "ig_lead" if case.state == State.LEGAL_BASIS else role
    returning.return_to(key=case.key, state="triage", reason="Look again", by=team.people[role])


def no_basis(team: Team, case: Request) -> None:
    journeys.legally_reviewed(team, case, {item.token: "no_basis" for item in case.live_items})


def reopen(team: Team, case: Request) -> None:
    reopening.reopen(key=case.key, by=team.ig_lead, reason="New facts", new_evidence="A witness")


def resume(team: Team, case: Request) -> None:
    waiting.resume(key=case.key, answer="Attempted murder", by=team.practice_manager)


def falls(team: Team, case: Request) -> None:
    """The agreement that every request here cites is withdrawn, by the IG lead and the guardian."""
    assert case.agreement is not None
    made.stands_at(team, case.agreement, "withdrawn")


#: What may be tried in a state; an action stands there as often as it is to be likely.
TRIED: dict[str, list[Act]] = {
    State.TRIAGE: [
        *[journeys.triaged] * 8, ask, withdraw, journeys.refused,
        lambda t, c: triage.end(
            key=c.key, verb="reject", by=t.practice_manager, outcome="REJECTED_PROCEDURE", reason="By phone"
        ),
    ],
    State.LEGAL_BASIS: [*[journeys.legally_reviewed] * 6, no_basis, ask, back, correct, journeys.refused],
    State.PUBLIC_INTEREST: [
        *[journeys.weighed] * 6, lambda t, c: journeys.weighed(t, c, conclusion="not_met"), back, correct,
    ],
    State.DECISION: [*[approve] * 6, *[journeys.refused] * 3, back, correct],
    State.APPROVED: [
        *[journeys.released] * 6, correct, withdraw,
        lambda t, c: release.basis_fell(key=c.key, by=t.ig_lead, reason="Consent was withdrawn"),
    ],
    State.RELEASED: [
        *[journeys.disclosed] * 6,
        lambda t, c: release.call_off(key=c.key, by=t.practice_manager, reason="Nothing was sent"),
    ],
    State.CLOSED: [reopen],
    State.AWAITING_REQUESTER: [resume],
}  # fmt: skip
ANYWHERE: list[Act] = [*(act for acts in TRIED.values() for act in acts), *[falls] * 4]
# Where a request rests on its legal-basis review, and never on one that is older than its agreement's fall.
RESTING = (State.PUBLIC_INTEREST, State.DECISION, State.APPROVED, State.RELEASED)


def all_by(person: Person, team: Team) -> Team:
    """The team, played by one person."""
    return Team(team.practice, dict.fromkeys(team.people, person))


def actors(team: Team, everybody: Team, chance: Random) -> Team:
    """Mostly the right people; sometimes one who holds several roles; sometimes anybody in any part."""
    luck = chance.random()
    if luck < 0.7:
        return team
    if luck < 0.85:
        return all_by(everybody.people["several"], team)
    return Team(team.practice, {role: chance.choice([*everybody.people.values()]) for role in team.people})


def check(case: Request) -> None:
    """What holds at every moment, whoever did what."""
    changes = list(case.status_changes.order_by("number"))
    assert case.state == changes[-1].to_state
    came = State.DRAFT
    for change in changes[1:]:
        row = find(change.verb, change.from_state)
        assert row, f"{change} is no row of the workflow"
        assert change.from_state == came
        targets = REVIEW_STATES if row.target is None else (row.target,)
        assert change.to_state in targets
        came = State(change.to_state)
    check_clocks(case)
    assert case.state not in RESTING or not policies.rests_on_fallen(case), "it rests on what fell"
    log = log_name(case.practice.public_id)
    written = entries_about(log, case.about, exclude_events=["attempt.refused"], limit=500)
    assert len(written) == case.version, "exactly one entry a change"
    ids = [change.ledger_event for change in changes]
    assert len(set(ids)) == len(ids)
    assert set(ids) <= {entry.event_id for entry in written}
    prepared = {row.person_id for row in case.participations.filter(part=Participation.PREPARES)}
    prepared |= {review.reviewer_id for review in case.legalbasisreview_set.all()} | {case.logged_by_id}
    prepared |= {review.reviewer_id for review in case.publicinterestreview_set.all()}
    decided = {decision.decided_by_id for decision in Decision.objects.filter(request=case)}
    assert not prepared & decided, "nobody decides what they prepared"


@pytest.mark.timeout(400)
def test_whatever_is_tried_the_rules_hold(team: Team) -> None:
    several = a_member(
        team.practice, "practice_manager", "ig_lead", "clinical_reviewer", "caldicott_guardian"
    )
    everybody = Team(team.practice, {**team.people, "several": several})
    agreement = made.in_force(team)
    reached: Counter[str] = Counter()
    refused: Counter[str] = Counter()

    @settings(max_examples=SEQUENCES, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
    @given(st.randoms(use_true_random=True))
    def one_way(chance: Random) -> None:
        case = journeys.submitted(chance.choice([team, team, all_by(several, team)]), **made.cited(agreement))
        seen = {case.state}
        for _ in range(chance.randint(LONGEST // 2, LONGEST)):
            acts = TRIED.get(case.state) or [journeys.closed]
            act = chance.choice(acts if chance.random() < 0.9 else ANYWHERE)
            try:
                act(actors(team, everybody, chance), case)
            except DeskError as problem:
                refused[type(problem).__name__] += 1
            except ObjectDoesNotExist:  # the factory looked for what isn't there yet
                assert act not in acts
            case = journeys.fresh(case)
            reached["returned"] += case.status_changes.filter(verb="agreement_fell").exists()
            seen.add(case.state)
            check(case)
        connection.check_constraints()  # also those that wait for the commit
        reached.update({"sequences": 1}, **dict.fromkeys(seen, 1))

    one_way()
    assert reached["sequences"] >= SEQUENCES / 2
    assert reached[State.DISCLOSED] >= reached["sequences"] / 30, reached
    assert reached[State.REFUSED] >= reached["sequences"] / 30, reached
    assert reached["returned"] > 0, reached
    assert refused["NotAllowed"] > 10, refused
    assert set(refused) >= {"NotAllowed", "NotPossible"}, refused
