"""What a patient reads of a request that went on after a decision: each decision with its own day and law."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from kit import clock
from kit.dates import long_date
from requests_app.journey import disclosure, guardian_decision, reopening, triage, withdrawal
from requests_app.models import Request
from requests_app.presenters.patient_letter import sections
from requests_app.presenters.patient_statement import requests_told
from requests_app.presenters.patient_words import FELL, OUTCOMES, ForPatient, for_patient
from requests_app.selectors import load_story
from tests.factories import journeys, rules
from tests.factories.answers import approval
from tests.factories.journeys import Team

WEIGHED = "The public interest in giving it outweighed the duty to keep it in confidence"
NOTICE = "The law requires us to give it: Coroner's notice, Coroners and Justice Act 2009 s.32, Sch 5 para 1"
FULL = OUTCOMES["DISCLOSE_FULL"]


@contextmanager
def days_ago(days: int) -> Iterator[str]:
    """What happens within happened so many days before; gives that day in words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: timezone.now() - timedelta(days=days))
        yield long_date(clock.now())


def told(request: Request) -> ForPatient:
    return for_patient(load_story(journeys.fresh(request)))


def today() -> str:
    return long_date(timezone.localdate())


def reopened(team: Team, request: Request) -> Request:
    reopening.reopen(key=request.key, by=team.ig_lead, reason="They wrote again")
    return journeys.fresh(request)


def taken_back(team: Team, request: Request) -> None:
    withdrawal.withdraw(
        key=request.key, by=team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="They wrote so"
    )


def approved_as(team: Team, request: Request, basis: str) -> Request:
    """Every item approved on that ground."""
    data = approval(request)
    for chosen in data["items"].values():
        chosen["basis"] = basis
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    return journeys.fresh(request)


def disclosed(team: Team, request: Request | None = None) -> Request:
    """Released, sent and closed at the clock's moment."""
    request = journeys.released(team, request)
    tokens = [item.token for item in request.live_items]
    disclosure.confirm(key=request.key, by=team.practice_manager, tokens=tokens, sent_at=clock.now())
    return journeys.closed(team, journeys.fresh(request))


def test_withdrawn_after_an_approval_has_the_day_of_its_end_and_no_law(team: Team) -> None:
    with days_ago(2) as before:
        request = journeys.approved(team)
    taken_back(team, request)
    found = told(request)
    assert found.decided == OUTCOMES["WITHDRAWN_BY_REQUESTER"]
    assert (found.decided_on, found.relied_on) == (today(), [])
    assert found.earlier == [f"On {before}: {FULL} {WEIGHED}. {FELL}"]


def test_the_words_of_a_withdrawal_say_nothing_of_what_was_decided_before() -> None:
    assert "before we decided" not in OUTCOMES["WITHDRAWN_BY_REQUESTER"]


def test_rejected_in_a_later_round_keeps_the_first_rounds_decision_and_what_left(team: Team) -> None:
    with days_ago(3) as before:
        request = disclosed(team)
    request = reopened(team, request)
    assert told(request).decided_on == ""
    triage.end(
        key=request.key, by=team.practice_manager, verb="reject", outcome="REJECTED_PROCEDURE", reason="x"
    )
    found = told(request)
    assert (found.decided, found.decided_on) == (OUTCOMES["REJECTED_PROCEDURE"], today())
    assert found.relied_on == []
    assert found.earlier == [f"On {before}: {FULL} {WEIGHED}. {FELL}"]
    (line,) = found.left
    assert f"Given on {before} to Det Insp Rhona Cald. {WEIGHED}." in line


def test_each_disclosure_has_the_law_of_its_own_decision(team: Team) -> None:
    """The first round's left because the law compels, the second's on the public interest."""
    with days_ago(3) as before:
        coroner = rules.coroner() | {"supervisor": "The senior coroner"}
        request = approved_as(
            team, journeys.matched(team, rules.compelled(team, requester=coroner)), "CLDC-2"
        )
        request = disclosed(team, request)
    request = journeys.triaged(team, reopened(team, request), level="V4")
    request = journeys.weighed(team, journeys.legally_reviewed(team, request))
    request = approved_as(team, journeys.matched(team, request), "CLDC-5")
    request = journeys.disclosed(team, journeys.released(team, request))
    found = told(request)
    assert found.relied_on == [WEIGHED]
    assert found.earlier == [f"On {before}: {OUTCOMES['COMPELLED_COMPLIED']} {NOTICE}. {FELL}"]
    first, second = found.left
    assert first.endswith(f"Given on {before} to Det Insp Rhona Cald. {NOTICE}.")
    assert second.endswith(f"Given on {today()} to Det Insp Rhona Cald. {WEIGHED}.")


def test_of_a_review_that_came_after_the_decision_no_law_is_told(team: Team) -> None:
    """Where it can't be said on which review a decision rested, the ground stands without a law."""
    request = journeys.matched(team, rules.compelled(team))
    request = approved_as(team, request, "CLDC-2")
    assert told(request).relied_on == [NOTICE]
    later = timezone.now() + timedelta(hours=1)
    request.legalbasisreview_set.update(saved_at=later, finished_at=later)
    assert told(request).relied_on == ["The law requires us to give it"]


def test_what_was_returned_is_undecided_and_tells_the_decision_that_fell(team: Team) -> None:
    request = journeys.refused(team)
    request = reopened(team, journeys.closed(team, request))
    found = told(request)
    assert found.decided_on == ""
    assert found.earlier == [f"On {today()}: {OUTCOMES['REFUSE_NCND']} {FELL}"]


def test_letter_and_statement_have_what_was_decided_before(team: Team) -> None:
    request = journeys.approved(team)
    taken_back(team, request)
    read = load_story(journeys.fresh(request))
    letter = sections(for_patient(read), team.practice, whom="patient")
    (statement,) = requests_told([read])
    for found in (letter, statement.sections):
        (before,) = [section.items for section in found if section.heading == "What we decided before"]
        assert FULL in before[0]
