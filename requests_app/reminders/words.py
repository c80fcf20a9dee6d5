"""What a reminder says: references, dates and what to do; never whose data it is about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from kit.dates import count
from kit.links import maybe_url
from requests_app.deadlines import RULES, RuleCode
from requests_app.deadlines.local_time import day_in_words, local_day, moment_in_words
from requests_app.models import Clock, Handover, Reminder, Request
from requests_app.workflow import STATES, State

# What is to be done, by rule, where the request's state doesn't say it.
TASKS: dict[str, str] = {
    "acknowledge": "To be acknowledged",
    "family_law_vary": "To consider whether to apply to the court: a choice, not a duty",
    "look_back": "Emergencies to look back at",
    "retrospective": "Emergencies whose paperwork is to be completed",
    "patient_review": "To look again at whether the patient can be told",
    "tell_patient": "Patients to be told",
    "breach": "Incidents to report or to close",
    "silence": "No answer came: to ask again or to close as unanswered",
}
# Lines of a digest.
MOST = 60
HANDOVERS = "Hand-overs to answer"
# A date without a time ends at midnight, which nobody would read as the day before.
MIDNIGHT, INSTANT = "00:00", timedelta(seconds=1)
END = "This message holds no details of the requests. Sign in to see them.\n"


def label_of(rule: str) -> str:
    """What a rule is called; a code that no rule has any more stays as it is."""
    return RULES[RuleCode(rule)].label if rule in set(RuleCode) else rule.replace("_", " ").capitalize()


def task_of(reminder: Reminder) -> str:
    """What is to be done, in words: the heading under which a digest lists it."""
    if reminder.rule in TASKS:
        return TASKS[reminder.rule]
    if reminder.clock is not None and reminder.clock.handover_id is not None:
        return HANDOVERS
    if reminder.request is not None:
        return STATES[State(reminder.request.state)].waiting_for
    return label_of(reminder.rule)


def name_of(reminder: Reminder) -> str:
    """What it is about: a reference, or for an incident without one the day."""
    return name_of_clock(reminder.clock, reminder.request)


def name_of_clock(clock: Clock | None, request: Request | None) -> str:
    """What a clock is about, with a reference alone."""
    if clock is not None and clock.incident is not None:
        return f"{clock.incident}, {request.name}" if request is not None else str(clock.incident)
    name = request.name if request is not None else "Your work"
    if clock is not None and clock.handover is not None:
        return f"{clock.handover}, {name}"
    return name


def page_of(clock: Clock | None, request: Request | None) -> str:
    """The page where it is done."""
    if clock is not None and clock.incident is not None:
        return reverse("incident_page", args=[clock.incident.key])
    if clock is not None and clock.handover is not None and (own := _page_of_handover(clock.handover)):
        return own
    return request.get_absolute_url() if request is not None else "/"


def _page_of_handover(handover: Handover) -> str | None:
    return maybe_url("handover", handover.key)


def when(due_at: datetime) -> str:
    """The last day on which it is in time, with the time where that isn't the day's end."""
    words = moment_in_words(due_at)
    if words.endswith(MIDNIGHT):
        return day_in_words(local_day(due_at - INSTANT))
    return words


def standing(reminder: Reminder, now: datetime) -> str:
    """ "Decide was due on Thu 3 Dec 2026: overdue", or "Decide is due by …"."""
    label = label_of(reminder.rule)
    if reminder.due_at is None:
        return label
    if now >= reminder.due_at:
        return f"{label} was due by {when(reminder.due_at)}: overdue"
    return f"{label} is due by {when(reminder.due_at)}"


def link_to(reminder: Reminder) -> str:
    """The address in a mail: it notes that the reminder was read and leads to the page."""
    return f"{settings.PUBLIC_URL}{reverse('reminder', args=[reminder.key])}"


def alone_mail(reminder: Reminder, now: datetime) -> tuple[str, str]:
    """Subject and body of a reminder that goes by itself."""
    name, words = name_of(reminder), standing(reminder, now)
    asked = "\nSomebody at the practice had this sent again.\n" if reminder.asked_by_id else ""
    body = (
        f"{words}.\n{asked}\n"
        f"About: {name}\n"
        f"To do: {task_of(reminder)}\n"
        f"Practice: {reminder.practice.name if reminder.practice else ''}\n"
        f"Open it: {link_to(reminder)}\n\n{END}"
    )
    return f"Urgent: {name}: {words}", body


def digest_mail(reminders: Sequence[Reminder], now: datetime) -> tuple[str, str]:
    """Subject and body of a morning's digest: by what is to be done, the most pressing first.

    It lists so many as somebody reads, MOST, and says of the others how many there are.
    """
    late = sum(1 for row in reminders if row.due_at is not None and now >= row.due_at)
    several = len({row.practice_id for row in reminders}) > 1
    parts, room = [], MOST
    for task, rows in grouped(reminders):
        lines = [f"{task} ({len(rows)})", *(_line(row, now, several=several) for row in rows[:room])]
        if len(rows) > room:
            lines.append(f"- and {len(rows) - room} more: open the page")
        room = max(0, room - len(rows))
        parts.append("\n".join(lines))
    overdue = f", {late} overdue" if late else ""
    subject = f"Disclosure Desk today: {count(len(reminders), 'reminder')}{overdue}"
    more = f"All your reminders: {settings.PUBLIC_URL}{reverse('reminders')}"
    return subject, "\n\n".join([*parts, more, END])


def grouped(reminders: Sequence[Reminder]) -> list[tuple[str, list[Reminder]]]:
    """By what is to be done, the group with the earliest date first, in each the earliest first."""
    groups: dict[str, list[Reminder]] = {}
    for row in sorted(reminders, key=lambda row: (row.due_at or row.created_at, row.pk)):
        groups.setdefault(task_of(row), []).append(row)
    return list(groups.items())


def _line(reminder: Reminder, now: datetime, *, several: bool) -> str:
    practice = f", {reminder.practice.name}" if several and reminder.practice else ""
    return f"- {name_of(reminder)}{practice}: {standing(reminder, now)}\n  {link_to(reminder)}"
