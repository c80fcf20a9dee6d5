"""A review, a decision and a release rest only on law that is in force at that moment."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kit import clock
from kit.errors import DeskError, NotPossible
from requests_app import policies
from requests_app.journey import legal_basis
from requests_app.law import Moment
from requests_app.law.base import Dated
from requests_app.law.loader import Catalogue, catalogue
from requests_app.law.tables import Table
from requests_app.law.vocabulary import Answer
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.answers import finding
from tests.factories.journeys import Team

pytestmark = pytest.mark.django_db

Change = Callable[..., None]


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> Change:
    """Another law: one entry of one table with other days."""

    def changed(name: str, code: str, **days: Any) -> None:
        law = catalogue()
        table: Table[Dated] = getattr(law, name)
        entries = {one: table.editions(one) for one in table}
        entries[code] = (dataclasses.replace(table[code], **days),)
        other: Catalogue = dataclasses.replace(law, **{name: Table(entries)})  # type: ignore[arg-type]
        monkeypatch.setattr(policies.in_force, "catalogue", lambda: other)

    return changed


def save(team: Team, request: Request, effect: str = "permitted", **fields: Any) -> None:
    legal_basis.save(
        key=request.key,
        by=team.ig_lead,
        data={
            "reveals_health": False,
            "consent_sought": "defeats",
            "consent_reason": "A suspect at large would be warned",
            "dpo_advice": "The DPO agrees, for this request",
            "reason": "As set out for each item",
            "findings": {i.token: finding(effect, **fields) for i in request.live_items},
        },
    )


def test_recognised_legitimate_interest_is_refused_before_its_day(team: Team) -> None:
    """UK GDPR Art 6(1)(ea): from 5 February 2026, in London."""
    with clock.pretend(datetime(2026, 2, 3, 12, tzinfo=UTC)):
        request = journeys.triaged(team, journeys.submitted(team))
    with (
        clock.pretend(datetime(2026, 2, 4, 23, 59, tzinfo=UTC)),
        pytest.raises(NotPossible, match=r"A6-ea is not law .* on the day of the decision, 4 February 2026"),
    ):
        save(team, request, article6="A6-ea")
    assert not request.legalbasisreview_set.exists()
    with clock.pretend(datetime(2026, 2, 5, tzinfo=UTC)):
        save(team, request, article6="A6-ea")
    assert request.legalbasisreview_set.exists()


@pytest.mark.parametrize("code", ["DW-02", "CA-01"])
def test_a_power_that_is_not_known_to_be_in_force_is_refused(team: Team, code: str) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    with pytest.raises(NotPossible, match=code):
        save(team, request, power=code)


def test_what_has_no_basis_rests_on_no_law(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    save(team, request, "no_basis")
    assert request.legalbasisreview_set.get().findings.count() == 2


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("powers", "PO-01"),
        ("confidentiality", "CLDC-5"),
        ("article6", "A6-d"),
        ("article9", "A9-none"),
    ],
)
def test_nothing_is_approved_on_law_that_ended(team: Team, change: Change, table: str, code: str) -> None:
    request = journeys.at_decision(team)
    today = timezone.localdate()
    change(table, code, in_force_to=today)
    policies.may_approve(journeys.fresh(request), timezone.now())
    change(table, code, in_force_to=today - timedelta(days=1))
    with pytest.raises(NotPossible, match=f"{code} is not law .* on the day of the decision"):
        journeys.approved(team, request)
    assert not request.decisions.exists()


def test_nothing_is_released_on_law_that_ended_since_the_approval(team: Team, change: Change) -> None:
    request = journeys.approved(team)
    change("article6", "A6-d", in_force_to=timezone.localdate())
    with (
        rules.later(days=2),
        pytest.raises(NotPossible, match=r"A6-d is not law .* on the day of the release"),
    ):
        journeys.released(team, request)
    assert not request.releases.exists()
    journeys.released(team, request)


def test_nothing_is_released_on_law_that_was_not_in_force_at_the_decision(team: Team, change: Change) -> None:
    """A day that was put right in the law files afterwards."""
    request = journeys.approved(team)
    change("article6", "A6-d", in_force_from=timezone.localdate() + timedelta(days=1))
    with rules.later(days=2), pytest.raises(NotPossible, match="on the day of the decision"):
        journeys.released(team, request)


def test_what_becomes_doubtful_stops_too(team: Team, change: Change) -> None:
    request = journeys.approved(team)
    change("powers", "PO-01", in_force=Answer.UNKNOWN)
    with pytest.raises(DeskError, match="PO-01 is not known to be law"):
        journeys.released(team, request)


def test_a_power_must_have_compelled_when_its_notice_was_made(team: Team, change: Change) -> None:
    """The notice is three days old."""
    request = journeys.matched(team, rules.compelled(team))
    made = request.instrument.dated
    change("powers", "CO-01", in_force_from=made)
    policies.may_approve(journeys.fresh(request), timezone.now())
    change("powers", "CO-01", in_force_from=made + timedelta(days=1))
    with pytest.raises(NotPossible, match=r"CO-01 is not law .* when the order or notice was made"):
        policies.may_approve(journeys.fresh(request), timezone.now())
    change("powers", "CO-01", binds_gp=Answer.CONTESTED)
    with pytest.raises(NotPossible, match="CO-01"):
        policies.may_approve(journeys.fresh(request), timezone.now())


def test_the_days_that_matter(team: Team) -> None:
    """UK days: half past eleven at night in summer is the next day's London date."""
    request = rules.compelled(team)
    made, late = request.instrument.dated, datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert policies.moments_of(request, late) == {
        Moment.INSTRUMENT: made,
        Moment.DECISION: date(2026, 7, 2),
    }
    plain = journeys.approved(team)
    days = policies.moments_of(plain, timezone.now() + timedelta(days=3))
    today = timezone.localdate()
    assert days == {Moment.DECISION: today, Moment.RELEASE: today + timedelta(days=3)}


def test_only_what_may_leave_rests_on_law(team: Team, change: Change) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    request = journeys.legally_reviewed(team, request, {"D06": "permitted", "D08": "no_basis"})
    review = request.legalbasisreview_set.get()
    policies.law_stands(request, review, timezone.now())
    change("article6", "A6-d", in_force=Answer.NO)
    with pytest.raises(NotPossible, match="A6-d is not law"):
        policies.law_stands(request, review, timezone.now())


def test_a_gate_without_an_answer_is_not_looked_up() -> None:
    given = {"effect": "permitted", "confidentiality": "CLDC-5", "article6": "A6-d", "article9": ""}
    assert policies.lapse_of(given, {Moment.DECISION: timezone.localdate()}) is None
