"""Closing asks what becomes of telling the patient where nobody has decided, and lets stand what was."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.ledger.api import entries, log_name
from consent.models import Telling
from kit.errors import InvalidInput, NotPossible
from requests_app.journey import closing, guardian_decision, telling
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.answers import PUT_OFF, TOLD, approval
from tests.factories.journeys import Team, fresh
from tests.integration.journey.test_clocks import row, states

NOTHING = {"reason": "", "again_on": None}


def close(team: Team, request: Request, told: str, **data: Any) -> Request:
    closing.close(
        key=request.key, by=team.practice_manager, data=rules.CLOSING | {"patient_told": told} | data
    )
    return fresh(request)


def of(request: Request) -> list[str]:
    return [found.what for found in Telling.objects.filter(for_request=request.key)]


def closed_as(team: Team) -> str:
    (entry,) = entries(log_name(team.practice.public_id), limit=1)
    assert entry.event == "request.closed"
    return str(entry.facts["patient_told"])


def not_told(team: Team) -> Request:
    request = journeys.at_decision(team)
    review = timezone.localdate() + timedelta(days=30)
    data = approval(request, tell_patient="not", tell_reason="A suspect", tell_review_on=review)
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    return journeys.disclosed(team, journeys.released(team, fresh(request)))


@pytest.mark.parametrize(("told", "what"), [("later", "later"), ("no", "not")])
def test_a_refused_request_is_looked_at_again(team: Team, told: str, what: str) -> None:
    request = close(team, journeys.refused(team), told)
    assert of(request) == [what]
    clock = row(request, "patient_review")
    assert (clock.state, clock.due_on) == ("running", PUT_OFF["again_on"])
    assert closed_as(team) == told


@pytest.mark.parametrize("told", ["later", "no"])
@pytest.mark.parametrize(
    "missing",
    [
        {"reason": " "},
        {"again_on": None},
        {"again_on": date(2020, 1, 1)},
        {"again_on": date.max},
    ],
    ids=["reason", "day", "past", "far"],
)
def test_without_a_reason_and_a_day_it_does_not_close(team: Team, told: str, missing: dict[str, Any]) -> None:
    request = journeys.refused(team)
    with pytest.raises(InvalidInput):
        close(team, request, told, **missing)
    assert (fresh(request).state, of(request)) == ("refused", [])


def test_what_the_guardian_decided_stands(team: Team) -> None:
    request = close(team, not_told(team), "later", **NOTHING)
    assert of(request) == []
    assert row(request, "patient_review").state == "running"


def test_told_at_closing_is_a_record(team: Team) -> None:
    request = close(team, journeys.refused(team), "yes", **TOLD)
    assert of(request) == ["told"]
    assert states(request).keys().isdisjoint({"tell_patient", "patient_review"})


@pytest.mark.parametrize("missing", ["means", "whom"])
def test_told_says_how_and_whom(team: Team, missing: str) -> None:
    with pytest.raises(NotPossible, match="choose what the page offers"):
        close(team, journeys.refused(team), "yes", **TOLD | {missing: ""})


@pytest.mark.parametrize(
    "wrong",
    [{"said": " "}, {"told_on": None}, {"told_on": date(2051, 1, 1)}, {"whom": "parent"}],
    ids=["said", "no day", "ahead", "whom"],
)
def test_told_says_what_and_when(team: Team, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        close(team, journeys.refused(team), "yes", **TOLD | wrong)
    assert len(refused.value.fields) == 1


def test_told_before_it_is_closed_stays_told(team: Team) -> None:
    request = journeys.refused(team)
    telling.decide(key=request.key, by=team.practice_manager, data={"what": "told", **TOLD})
    close(team, request, "no", **NOTHING)
    assert (of(request), closed_as(team)) == (["told"], "yes")


def test_nobody_to_tell_where_nobody_was_looked_for(team: Team) -> None:
    request = journeys.refused(team, journeys.submitted(team))
    with pytest.raises(NotPossible, match="Say why there is nobody"):
        close(team, request, "nobody", **NOTHING)
    close(team, request, "nobody", reason="Refused on its face")
    assert of(request) == ["nobody"]
    assert closed_as(team) == "no"
    assert "patient_review" not in states(request)


def test_nobody_to_tell_never_where_somebody_was_found(team: Team) -> None:
    with pytest.raises(NotPossible, match="there is somebody to tell"):
        close(team, journeys.refused(team), "nobody")
