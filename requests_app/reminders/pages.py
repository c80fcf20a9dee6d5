"""Rows of the pages about reminders."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from kit.dates import date_time, short_date
from kit.tables import Cell, Column
from practices.models import Deputyship
from practices.roles import ROLES
from requests_app.models import ClockState, Dropped, Reminder
from requests_app.models.message import POSSIBLY
from requests_app.reminders import words
from requests_app.reminders.wording import headline_of
from requests_app.selectors.reminders import NO_FAILURE, Undelivered

OWN_COLUMNS: list[Column | str] = ["About", "To do", "Date", "Sent"]
AWAY_COLUMNS = ["Away", "Stands in", "Role", "Until"]


def own_rows(reminders: Iterable[Reminder], now: datetime) -> list[list[Any]]:
    """What it is about, linked; what to do; the date; when it came. What is unread has a tag."""
    return [
        [
            Cell(
                words.name_of(row),
                href=reverse("reminder", args=[row.key]),
                hint="" if row.read_at or _is_over(row) else "Unread",
            ),
            words.task_of(row) if not _is_over(row) else "Nothing any more",
            words.standing(row, now) if not _is_over(row) else words.label_of(row.rule),
            date_time(row.created_at),
        ]
        for row in reminders
    ]


def _is_over(reminder: Reminder) -> bool:
    return reminder.clock is None or reminder.clock.state != ClockState.RUNNING


def sent_columns(*, several: bool) -> list[Column | str]:
    """The headings of what was sent."""
    practice: list[Column | str] = ["Practice"] if several else []
    return ["When", *practice, "To", "About", "Rule", "Result", Column("Action", hidden=True)]


def sent_rows(reminders: Iterable[Reminder], now: datetime, *, several: bool) -> list[list[Any]]:
    """When, to whom, about what, by which rule, with what result; and the way to send it again."""
    return [
        [
            date_time(row.created_at),
            *([row.practice.name if row.practice else ""] if several else []),
            row.person.full_name,
            Cell(words.name_of(row), href=words.page_of(row.clock, row.request)),
            Cell(words.label_of(row.rule), hint=rung_in_words(row)),
            result_of(row),
            ""
            if _is_over(row) or is_on_its_way(row)
            else Cell(
                "Send again",
                href=reverse("reminder_again", args=[row.key]),
                hint=f" {words.name_of(row)} to {row.person.full_name}",
            ),
        ]
        for row in reminders
    ]


def rung_in_words(reminder: Reminder) -> str:
    """Which reminder of its ladder it was: "before", "on the day", "overdue", "escalated"."""
    by = f", sent again by {reminder.asked_by.full_name}" if reminder.asked_by else ""
    kind = reminder.rung.partition("_")[0]
    known = {
        "before": "before the date",
        "due": "last day in time",
        "overdue": "overdue",
        "escalated": "escalated",
        "again": "still overdue",
    }
    return f"{known.get(kind, 'reminder')}{by}"


def is_on_its_way(reminder: Reminder) -> bool:
    """Whether its mail waits to be sent."""
    message = reminder.message
    return (
        reminder.dropped_at is None and message is not None and not (message.sent_at or message.given_up_at)
    )


def result_of(reminder: Reminder) -> Cell:
    """What became of it, as a tag."""
    message = reminder.message
    if reminder.dropped_at is not None:
        return Cell("Not sent", colour="grey", hint=Dropped(reminder.dropped_because).label)
    if message is None:
        return Cell("Waits for the morning", colour="blue")
    if message.bounced_at is not None:
        return Cell(_came_back(message.last_error), colour="red", hint=short_date(message.bounced_at))
    if message.sent_at is not None:
        return Cell("Sent", colour="green", hint=date_time(message.sent_at))
    if message.given_up_at is None:
        tried = f"tried {message.attempts} times" if message.last_error else ""
        return Cell("On its way", colour="blue", hint=tried)
    if message.last_error in NO_FAILURE:
        return Cell("Not sent", colour="grey", hint=message.last_error.capitalize())
    return Cell("Failed", colour="red", hint=date_time(message.given_up_at))


def _came_back(last_error: str) -> str:
    return POSSIBLY.capitalize() if last_error == POSSIBLY else "Came back"


def again_rows(reminder: Reminder, now: datetime) -> list[tuple[str, Any]]:
    """What would be sent again, for the page that asks."""
    return [
        ("To", reminder.person.full_name),
        ("About", words.name_of(reminder)),
        ("Date", words.standing(reminder, now)),
        ("Result so far", result_of(reminder).text),
    ]


def away_rows(deputyships: Iterable[Deputyship]) -> list[list[Any]]:
    """Who is away, who stands in, as what and until when."""
    return [
        [
            row.absent.full_name,
            row.deputy.full_name,
            f"{ROLES[row.role].name}, {row.practice.name}",
            short_date(row.ends_on),
        ]
        for row in deputyships
    ]


def undelivered(failed: Iterable[Undelivered]) -> list[str]:
    """Which reminders and mails about a request did not get through, in words, each once."""
    lines = [
        f"{words.label_of(row.about) if row.is_reminder else headline_of(row.about)}, to {row.person},"
        f" {short_date(row.created_at)}: {_came_back(row.last_error).lower() if row.bounced_at else 'failed'}"
        for row in failed
    ]
    return list(dict.fromkeys(lines))
