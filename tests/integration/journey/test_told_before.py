"""Where the guardian decided that the patient is told first, nothing leaves before somebody records it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kit.errors import NotPossible
from requests_app.journey import emergency, telling
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.answers import PUT_OFF, TOLD, approval
from tests.factories.journeys import Team, fresh
from tests.integration.journey.test_keeping import approved, keeping, release


def may_go(team: Team, request: Request) -> bool:
    try:
        return bool(journeys.released(team, request).state == "released")
    except NotPossible as stopped:
        return "told before anything leaves" not in stopped.message


def test_it_is_told_first(team: Team) -> None:
    request = approved(team, "before")
    with pytest.raises(NotPossible, match="told before anything leaves") as stopped:
        journeys.released(team, request)
    assert stopped.value.who_can.startswith("To record it: ")
    keeping.told(key=request.key, by=team.practice_manager, data=TOLD)
    assert may_go(team, fresh(request))


@pytest.mark.parametrize("tell", ["after", "later", "not"])
def test_no_other_answer_holds_it_up(team: Team, tell: str) -> None:
    review = None if tell == "after" else timezone.localdate() + timedelta(days=30)
    assert may_go(team, approved(team, tell, tell_reason="A suspect", tell_review_on=review))


@pytest.mark.parametrize(("what", "goes"), [("later", True), ("not", True), ("now", False)])
def test_the_guardian_decides_otherwise(team: Team, what: str, goes: bool) -> None:
    request = approved(team, "before")
    data: dict[str, Any] = {"what": what, **(PUT_OFF if goes else {})}
    telling.decide(key=request.key, by=team.caldicott_guardian, data=data)
    assert may_go(team, fresh(request)) is goes


def test_told_stays_told_whatever_is_decided_then(team: Team) -> None:
    request = approved(team, "before")
    keeping.told(key=request.key, by=team.practice_manager, data=TOLD)
    telling.decide(key=request.key, by=team.caldicott_guardian, data={"what": "now"})
    assert may_go(team, fresh(request))


def test_what_they_were_told_before_the_decision_is_not_enough(team: Team) -> None:
    request = journeys.at_decision(team)
    telling.decide(key=request.key, by=team.practice_manager, data={"what": "told", **TOLD})
    assert not may_go(team, approved(team, "before", request=request))


def test_nor_what_they_were_told_for_an_approval_that_fell(team: Team) -> None:
    request = approved(team, "before")
    keeping.told(key=request.key, by=team.practice_manager, data=TOLD)
    release.basis_fell(key=request.key, by=team.ig_lead, reason="The warrant was recalled")
    request = journeys.weighed(team, journeys.legally_reviewed(team, fresh(request)))
    assert not may_go(team, approved(team, "before", request=request))


def test_where_nobody_was_found_nobody_is_told_first(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team, items={"codes": ["D01"], "own_words": []}))
    request = journeys.weighed(team, journeys.legally_reviewed(team, request))
    request = journeys.matched(
        team, request, result="not_found", on_name=False, on_date_of_birth=False, third=""
    )
    assert may_go(team, approved(team, "before", request=request))


def test_an_emergency_is_not_held_up(team: Team) -> None:
    request = rules.emergency_ready(team)
    data = approval(request, tell_patient="before", tell_reason="", tell_review_on=None)
    emergency.approve(key=request.key, by=team.caldicott_guardian, data=data)
    assert may_go(team, fresh(request))


def test_where_nobody_is_named_nobody_is_told_first(team: Team) -> None:
    nobody = {
        "subject_kind": "nobody_named",
        "subjects": [],
        "subject_description": "Everyone at 4 Mill Lane",
    }
    assert may_go(team, approved(team, "before", request=rules.compelled(team, subject=nobody)))
