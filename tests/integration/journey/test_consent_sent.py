"""What was sent upon a consent: within its days, before anybody took it back, or it is an incident."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from kit.errors import NotPossible
from requests_app import policies
from requests_app.deadlines import RuleCode
from requests_app.journey import disclosure
from requests_app.models import Clock, Disclosure, Incident, Request
from requests_app.selectors.consents import Left, left_after_told, left_on, split_by_day_told
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.test_consent_withdrawal import last_entry

LONDON = ZoneInfo("Europe/London")
SEND: dict[str, Any] = {"tokens": ["D06", "D08"]}


def until(team: Team, days: int) -> Request:
    """Released upon a consent whose last day is so many days from now."""
    request = journeys.triaged(team, journeys.submitted(team))
    consents.given(team, request, valid_until=timezone.localdate() + timedelta(days=days))
    request = consented.reviewed(team, request, {"D06": "consented", "D08": "permitted"})
    consented.legal_basis.finish(key=request.key, verb="weigh", by=team.ig_lead)
    request = journeys.matched(team, journeys.weighed(team, journeys.fresh(request)))
    return journeys.released(team, journeys.approved(team, request))


def midnight_after(days: int) -> datetime:
    return datetime.combine(timezone.localdate() + timedelta(days=days + 1), time(), LONDON)


def test_a_release_lapses_with_the_consent(team: Team) -> None:
    request = until(team, 0)
    go = request.releases.get()
    assert go.lapses_at == midnight_after(0)
    clock = Clock.objects.get(request=request, rule=RuleCode.LAPSE)
    assert clock.due_at == go.lapses_at
    assert "consent that it rests on ends" in " ".join(clock.explanation)
    with rules.later(days=1), pytest.raises(NotPossible, match=r"go-ahead ended.*record one"):
        disclosure.confirm(key=request.key, by=team.practice_manager, sent_at=timezone.now(), **SEND)


def test_a_consent_of_many_days_lets_it_lapse_as_ever(team: Team) -> None:
    request = until(team, 60)
    clock = Clock.objects.get(request=request, rule=RuleCode.LAPSE)
    assert clock.due_at == request.releases.get().lapses_at > midnight_after(0)
    assert "consent" not in " ".join(clock.explanation)


def test_only_what_is_released_counts_for_it(team: Team) -> None:
    request = until(team, 0)
    assert policies.last_day_consented(request, ["D06", "D08"]) == timezone.localdate()
    assert policies.last_day_consented(request, ["D08"]) is None


def test_what_was_sent_after_its_last_day_is_no_disclosure(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policies, "last_day_consented", lambda *_: None)  # the go-ahead outlives the consent
    request = until(team, 0)
    send: dict[str, Any] = {"key": request.key, "by": team.practice_manager}
    with rules.later(days=1):
        with pytest.raises(
            NotPossible, match=r"D06 was sent, but: The consent ended on .* Record an incident"
        ):
            disclosure.confirm(**send, sent_at=timezone.now(), **SEND)
        assert not request.disclosures.exists()
        disclosure.confirm(**send, sent_at=timezone.now(), tokens=["D08"])
    assert not Incident.objects.exists()


def told(team: Team, request: Request, days_ago: int) -> None:
    """Withdrawn now, the practice having been told so many days ago; nothing returned yet."""
    consent = consents.consent_of(request)
    real = consents.withdrawal
    day = timezone.localdate() - timedelta(days=days_ago)
    consents.withdrawal = lambda **fields: real(withdrawn_on=day, **fields)
    try:
        consents.withdrawal_alone(consent, team)
    finally:
        consents.withdrawal = real


@pytest.mark.parametrize(("days_ago", "refused"), [(1, True), (0, False)], ids=["the-day-before", "that-day"])
def test_what_was_sent_after_the_practice_was_told_is_no_disclosure(
    team: Team, days_ago: int, refused: bool
) -> None:
    with rules.later(days=-1):
        request = until(team, 60)
    sent_at = timezone.now()
    told(team, request, days_ago)
    send: dict[str, Any] = {"key": request.key, "by": team.practice_manager, "sent_at": sent_at}
    if refused:
        with pytest.raises(NotPossible, match="told on an earlier day"):
            disclosure.confirm(**send, **SEND)
        assert not Disclosure.objects.exists()
    else:
        disclosure.confirm(**send, **SEND)
        assert journeys.fresh(request).state == "disclosed"


@pytest.mark.parametrize(
    ("days_ago", "before", "after"),
    [(0, ["D06", "D08"], []), (1, ["D08"], ["D06"])],
    ids=["that-day", "the-day-before"],
)
def test_what_left_is_told_apart_by_the_day(
    team: Team, days_ago: int, before: list[str], after: list[str]
) -> None:
    with rules.later(days=-1):
        request = until(team, 60)
    request = journeys.disclosed(team, request)
    consent = consents.consent_of(request)
    consents.withdrawn(team, consent, withdrawn_on=timezone.localdate() - timedelta(days=days_ago))
    facts = last_entry(request, "consent.withdrawn").facts
    assert (facts["had_left"], facts["left_after"]) == (before, after)
    assert left_after_told(journeys.fresh(request), consents.consent_of(request)) == after


def test_nothing_left_after_a_consent_that_stands(team: Team) -> None:
    request = consented.at(team, "disclosed")
    consent = consents.consent_of(request)
    assert left_after_told(request, consent) == []
    assert [one.token for one in left_on(journeys.fresh(request), consent)] == ["D06", "D08"]


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LONDON)


SUMMER = date(2026, 7, 1)
DAYS: list[tuple[str, Callable[[], Left], bool]] = [
    ("the day itself", lambda: Left("D06", at_noon(SUMMER), rested=True), False),
    ("the next day", lambda: Left("D06", at_noon(SUMMER + timedelta(days=1)), rested=True), True),
    (
        "the UK's next day",
        lambda: Left("D06", datetime(2026, 7, 1, 23, 30, tzinfo=ZoneInfo("UTC")), True),
        True,
    ),
    ("it never rested on it", lambda: Left("D06", at_noon(SUMMER + timedelta(days=1)), rested=False), False),
]


@pytest.mark.parametrize(("left", "after"), [row[1:] for row in DAYS], ids=[row[0] for row in DAYS])
def test_the_day_is_a_uk_day(left: Callable[[], Left], after: bool) -> None:
    assert split_by_day_told([left()], SUMMER) == (([], ["D06"]) if after else (["D06"], []))
