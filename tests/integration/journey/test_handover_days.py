"""The day on which a refusal notice went or a report was made: its date was met then."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kit.errors import InvalidInput
from requests_app.deadlines.local_time import local_day
from requests_app.journey import handover
from requests_app.models import ClockState, Handover
from tests.factories.journeys import Team
from tests.integration.journey.handing import DAY, RECEIVED, clock, made, newest
from tests.integration.journey.test_handover_kinds import LAW, NOTICE_BY, OWN, UNTIL

__all__ = ["made"]
LATER = NOTICE_BY + 5 * DAY
# The last day before one month from when it was first found; the same day, as it happens.
REPORT_BY = dt.date(2026, 12, 9)


def weigh(team: Team, row: Handover, until: dt.date = UNTIL, sent: dt.date | None = None) -> None:
    handover.weigh(key=row.key, by=team.ig_lead, extended_to=until, reason="Two", notice_sent_on=sent)


def at_noon(time_machine: Any, day: dt.date) -> None:
    time_machine.move_to(f"{day} 12:00+00:00", tick=False)


def met(row: Handover) -> tuple[dt.date, bool]:
    """The day on which the law's own date was met, and whether that was in time."""
    found = clock(row)
    assert found.met_at is not None
    return local_day(found.met_at), found.met_at < found.due_at


# Freedom of information.


@pytest.mark.parametrize("sent", [None, NOTICE_BY + DAY], ids=["not_sent", "sent_late"])
def test_after_the_twenty_days_no_time_is_taken_without_a_notice_within_them(
    made: Any, team: Team, time_machine: Any, sent: dt.date | None
) -> None:
    row = made("foi")
    at_noon(time_machine, LATER)
    with pytest.raises(InvalidInput, match="sent by 9 December 2026") as refused:
        weigh(team, row, sent=sent)
    assert set(refused.value.fields) == {"notice_sent_on"}
    row.refresh_from_db()
    assert (row.extended_at, row.notice_sent_on, clock(row, LAW).state) == (None, None, ClockState.RUNNING)
    assert not row.clocks.filter(rule=OWN).exists()


def test_with_a_notice_within_them_it_is_and_the_laws_date_was_kept(
    made: Any, team: Team, time_machine: Any
) -> None:
    row = made("foi")
    at_noon(time_machine, LATER)
    weigh(team, row, sent=NOTICE_BY)
    row.refresh_from_db()
    law, own = clock(row, LAW), clock(row, OWN)
    assert (row.notice_sent_on, law.state, own.state) == (NOTICE_BY, ClockState.MET, ClockState.RUNNING)
    assert met(row) == (NOTICE_BY, True)
    assert newest(team).facts["notice"] == NOTICE_BY.isoformat()


def test_on_the_twentieth_day_itself_the_notice_can_still_go(
    made: Any, team: Team, time_machine: Any
) -> None:
    row = made("foi")
    at_noon(time_machine, NOTICE_BY)
    weigh(team, row)
    assert clock(row, LAW).state == ClockState.RUNNING


@pytest.mark.parametrize("days", [-1, 0])
def test_the_practices_date_lies_ahead(made: Any, team: Team, time_machine: Any, days: int) -> None:
    row = made("foi")
    at_noon(time_machine, LATER)
    with pytest.raises(InvalidInput, match="after today") as refused:
        weigh(team, row, until=LATER + days * DAY, sent=NOTICE_BY)
    assert set(refused.value.fields) == {"extended_to"}
    weigh(team, row, until=LATER + DAY, sent=NOTICE_BY)


def test_a_notice_recorded_later_met_its_date_on_its_own_day(
    made: Any, team: Team, time_machine: Any
) -> None:
    kept, late = made("foi"), made("foi")
    weigh(team, kept)
    weigh(team, late)
    at_noon(time_machine, LATER)
    handover.notice(key=kept.key, by=team.ig_lead, notice_sent_on=NOTICE_BY)
    handover.notice(key=late.key, by=team.ig_lead, notice_sent_on=NOTICE_BY + DAY)
    assert (met(kept), met(late)) == ((NOTICE_BY, True), (NOTICE_BY + DAY, False))


def test_a_notice_of_today_met_its_date_now(made: Any, team: Team) -> None:
    row = made("foi")
    weigh(team, row, sent=RECEIVED)
    assert clock(row, LAW).met_at == timezone.now()


def test_a_day_in_summer_is_that_day(made: Any, team: Team, time_machine: Any) -> None:
    """Its midnight is an hour earlier in UTC."""
    first = dt.date(2026, 7, 1)
    row = made("foi", first, first)
    at_noon(time_machine, first + 3 * DAY)
    weigh(team, row, sent=first + DAY)
    found = clock(row, LAW)
    assert found.met_at == dt.datetime(2026, 7, 1, 23, tzinfo=dt.UTC)
    assert met(row) == (first + DAY, True)


# A report to the police.


def report(team: Team, row: Handover, day: dt.date | None) -> None:
    handover.answer(key=row.key, by=team.ig_lead, answer="By telephone", reported_on=day)


@pytest.mark.parametrize(
    ("day", "in_time"), [(REPORT_BY, True), (REPORT_BY + DAY, False)], ids=["in_time", "late"]
)
def test_a_report_met_its_date_on_the_day_on_which_it_was_made(
    made: Any, team: Team, time_machine: Any, day: dt.date, in_time: bool
) -> None:
    row = made("fgm")
    at_noon(time_machine, LATER)
    report(team, row, day)
    row.refresh_from_db()
    assert (row.reported_on, met(row)) == (day, (day, in_time))
    assert newest(team).facts["reported_on"] == day.isoformat()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, "Enter the day"),
        (RECEIVED - DAY, "older than the day on which it was first found"),
        (RECEIVED + DAY, "today or in the past"),
    ],
    ids=["missing", "before_it_was_found", "to_come"],
)
def test_a_report_needs_its_day(made: Any, team: Team, day: dt.date | None, words: str) -> None:
    row = made("fgm")
    with pytest.raises(InvalidInput, match=words) as refused:
        report(team, row, day)
    assert set(refused.value.fields) == {"reported_on"}
    row.refresh_from_db()
    assert (row.answered_at, clock(row).state) == (None, ClockState.RUNNING)


@pytest.mark.parametrize("kind", ["sar", "foi", "complaint"])
def test_nothing_else_is_reported(made: Any, team: Team, kind: str) -> None:
    row = made(kind)
    with pytest.raises(InvalidInput, match="Only a report"):
        report(team, row, RECEIVED)


def test_the_database_holds_what_is_reported_and_when(made: Any) -> None:
    for kind, day in (("complaint", RECEIVED), ("fgm", RECEIVED - DAY)):
        row = made(kind)
        with (
            pytest.raises(IntegrityError, match="handover_only_a_report_is_reported"),
            transaction.atomic(),
        ):
            Handover.objects.filter(pk=row.pk).update(reported_on=day)
