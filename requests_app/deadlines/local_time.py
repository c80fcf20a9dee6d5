"""Moments and days as the United Kingdom's clocks show them."""

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """The moment at which the clocks show `time` on `day`.

    The hour that comes twice in October means its first coming, so that a deadline is never late. The hour
    that is left out in March is moved on by one.
    """
    return through_utc(dt.datetime.combine(day, time.replace(tzinfo=None, fold=0), tzinfo=LONDON))


def after(start: dt.datetime, hours: int) -> dt.datetime:
    """The moment `hours` of real time after `start`, whatever the clocks do. ValueError without a zone."""
    if start.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return (start.astimezone(dt.UTC) + dt.timedelta(hours=hours)).astimezone(LONDON)


def through_utc(local: dt.datetime) -> dt.datetime:
    """The same moment, written as the clocks show it."""
    return local.astimezone(dt.UTC).astimezone(LONDON)


def clocks_change(start: dt.datetime, end: dt.datetime) -> bool:
    """Whether the clocks show another offset at the end than at the start."""
    return after(start, 0).utcoffset() != after(end, 0).utcoffset()


def as_token(at: dt.datetime) -> str:
    """A moment as the ledger's facts write it: 2026-11-09T21:40:00Z."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def end_of(day: dt.date) -> dt.datetime:
    """The moment at which `day` is over."""
    return moment(day + dt.timedelta(days=1), dt.time())


def local_day(at: dt.datetime) -> dt.date:
    """The day that the calendar shows at that moment. Raises ValueError without a zone."""
    return after(at, 0).date()


def day_in_words(day: dt.date) -> str:
    """For example "Sat 31 Jan 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def moment_in_words(at: dt.datetime) -> str:
    """For example "Sat 31 Jan 2026, 16:30", as the clocks show it."""
    local = after(at, 0)
    return f"{day_in_words(local.date())}, {local:%H:%M}"
