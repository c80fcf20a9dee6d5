"""A person's dates as a calendar (iCalendar, RFC 5545): references and dates, and nothing else.

Its address holds a secret instead of a sign-in, since calendar programs can't sign in. Only the secret's
SHA-256 is kept. It has 256 bits of its own, so that nobody finds it by trying and the hash needs no salt.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.ledger.api import record
from practices.models import Person
from practices.permissions import Access, access_of
from requests_app.deadlines.local_time import end_of
from requests_app.models import CalendarFeed, Clock
from requests_app.reminders.words import label_of, name_of_clock, page_of
from requests_app.selectors import calendars

SECRET_BYTES = 32
LINE = 75  # octets, RFC 5545 section 3.1
# How exactly the page says when a program last fetched the calendar: a write a fetch would be too much.
NOTED_EVERY = timedelta(hours=1)


def make(*, by: Person) -> str:
    """A new secret for the person's calendar; the one before, if any, opens nothing from now on.

    It is returned this once, and can't be read again.
    """
    secret, at = secrets.token_urlsafe(SECRET_BYTES), timezone.now()
    with transaction.atomic(durable=True):
        CalendarFeed.objects.update_or_create(
            person=by, defaults={"digest": _digest(secret), "made_at": at, "last_read_at": None}
        )
        record("calendar.address_made", actor=by.opaque, practice=None, about=by.opaque, facts={}, at=at)
    return secret


def remove(*, by: Person) -> None:
    """The person's calendar opens nothing from now on."""
    with transaction.atomic(durable=True):
        CalendarFeed.objects.filter(person=by).delete()
        record("calendar.address_removed", actor=by.opaque, practice=None, about=by.opaque, facts={})


def end(person: Person, by: Person) -> None:
    """The calendar of somebody whose account is closed ends with it: a new start needs a new address.

    Called inside the transaction that closes the account.
    """
    deleted, _ = CalendarFeed.objects.filter(person=person).delete()
    if deleted:
        record("calendar.address_removed", actor=by.opaque, practice=None, about=person.opaque, facts={})


def owner_of(secret: str, at: datetime) -> Access | None:
    """Whose calendar a secret opens, with what they may see now; None where it opens none."""
    found = CalendarFeed.objects.select_related("person").filter(digest=_digest(secret)).first()
    if found is None or not found.person.is_active:
        return None
    if found.last_read_at is None or found.last_read_at < at - NOTED_EVERY:
        CalendarFeed.objects.filter(pk=found.pk).update(last_read_at=at)
    return access_of(found.person)


def calendar_of(access: Access) -> bytes:
    """The dates that the person is to keep, as a calendar program reads them."""
    return "".join(
        f"{folded}\r\n"
        for line in _lines(calendars.dates_of(access, timezone.now()))
        for folded in _fold(line)
    ).encode()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _lines(clocks: Iterable[Clock]) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Disclosure Desk//Dates//EN"
    yield "METHOD:PUBLISH"
    yield "NAME:Disclosure Desk"
    yield "X-WR-CALNAME:Disclosure Desk"
    yield "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    yield "X-PUBLISHED-TTL:PT1H"
    for clock in clocks:
        yield from _event(clock)
    yield "END:VCALENDAR"


def _event(clock: Clock) -> Iterator[str]:
    """A day that may be used whole is a day; a moment is a moment, in UTC, so that no zone is needed."""
    request = calendars.request_of(clock)
    yield "BEGIN:VEVENT"
    yield f"UID:{clock.key}@disclosure-desk"
    yield f"DTSTAMP:{_utc(clock.started_at)}"
    if clock.due_at == end_of(clock.due_on):
        yield f"DTSTART;VALUE=DATE:{clock.due_on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{clock.due_on + timedelta(days=1):%Y%m%d}"
    else:
        yield f"DTSTART:{_utc(clock.due_at)}"
        yield f"DTEND:{_utc(clock.due_at)}"
    yield f"SUMMARY:{_text(f'{name_of_clock(clock, request)}: {label_of(clock.rule)}')}"
    yield f"DESCRIPTION:{_text('Sign in to see what it is about.')}"
    yield f"URL:{settings.PUBLIC_URL}{page_of(clock, request)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Escaped as RFC 5545 section 3.3.11 wants it."""
    for character in ("\\", ";", ","):
        words = words.replace(character, f"\\{character}")
    return words.replace("\n", "\\n")


def _fold(line: str) -> Iterator[str]:
    """Lines of at most LINE octets, continued after a space; no character is cut in two."""
    current, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            yield current
            current, size = " ", 1
        current, size = current + character, size + octets
    yield current
