"""Rows, words and tags for the pages of this room."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from kit.dates import long_date, short_date
from kit.tables import Cell
from practices.closures import is_over
from practices.foreseeing import Move
from practices.models import Closure, Deputyship, Membership, OutsideGuardian, Person, Practice
from practices.models.periods import RolePeriod
from practices.permissions import Access
from practices.roles import ROLES

Rows = list[list[Any]]
# So many of the dates that would move are shown.
MOVES_SHOWN = 20


def status_of(period: Membership | Deputyship) -> Cell:
    """Where a role or a deputy's time stands today, with the tag's colour."""
    today = timezone.localdate()
    if period.is_over(today):
        return Cell("Ended", colour="grey")
    if not period.is_ready:
        return Cell("Waiting for confirmation", colour="yellow")
    if period.starts_on > today:
        return Cell("Not started", colour="blue")
    return Cell("In force", colour="green")


def from_to(period: RolePeriod) -> str:
    """The days in words."""
    start = short_date(period.starts_on)
    return f"{start} to {short_date(period.ends_on)}" if period.ends_on else f"From {start}"


def membership_rows(practice: Practice, memberships: list[Membership]) -> Rows:
    """Name, role, days, status. The name leads to the person's page."""
    return [
        [
            Cell(row.person.full_name, href=person_url(practice, row)),
            ROLES[row.role].name,
            from_to(row),
            status_of(row),
        ]
        for row in memberships
    ]


def person_url(practice: Practice, row: Membership) -> str:
    """The page of the person at the practice."""
    return reverse("person", args=[practice.ods_code, row.person.public_id])


def role_rows(practice: Practice, memberships: list[Membership], *, manage: bool) -> Rows:
    """On a person's page: role, days, status, and the way to end it."""
    return [
        [ROLES[row.role].name, from_to(row), status_of(row), _end_link(practice, row) if manage else ""]
        for row in memberships
    ]


def deputy_rows(practice: Practice, deputyships: list[Deputyship], access: Access) -> Rows:
    """Deputy, for whom, role, days, status, and the way to end it."""
    manage = access.may("manage_people", practice.pk)
    return [
        [
            row.deputy.full_name,
            row.absent.full_name,
            ROLES[row.role].name,
            from_to(row),
            status_of(row),
            Cell(
                "End",
                href=reverse("deputy_end", args=[practice.ods_code, row.public_id]),
                hint=f" {row.deputy.full_name}",
            )
            if (manage or row.absent == access.person) and not row.is_over(timezone.localdate())
            else "",
        ]
        for row in deputyships
    ]


def outside_guardian_rows(practice: Practice, listed: list[OutsideGuardian], *, manage: bool) -> Rows:
    """Name, since when, status, and the way to take them off."""
    return [
        [
            row.person.full_name,
            long_date(row.agreed_at),
            outside_status(row),
            Cell("Take off", href=reverse("outside_guardian_end", args=[practice.ods_code, row.public_id]))
            if manage and row.ended_at is None
            else "",
        ]
        for row in listed
    ]


def closure_rows(practice: Practice, listed: Iterable[Closure], today: date, *, manage: bool) -> Rows:
    """Days, why, where they stand, who added them, and the way to call them off."""
    return [
        [
            days_in_words(row),
            row.reason,
            closure_status(row, today),
            f"{row.added_by.full_name}, {short_date(row.added_at)}",
            Cell(
                "Cut short" if row.first_day < today else "Call off",
                href=reverse("closure_end", args=[practice.ods_code, row.public_id]),
                hint=f" {days_in_words(row)}",
            )
            if manage and not is_over(row, today)
            else "",
        ]
        for row in listed
    ]


def days_in_words(closure: Closure) -> str:
    """Mon 5 Jan 2026, or Mon 5 Jan 2026 to Tue 6 Jan 2026."""
    first, last = (f"{day:%a} {short_date(day)}" for day in (closure.first_day, closure.last_day))
    return first if first == last else f"{first} to {last}"


def closure_status(closure: Closure, today: date) -> Cell:
    """Whether the practice is closed by it now, will be or was."""
    if closure.called_off:
        return Cell("Called off", colour="grey")
    if closure.last_day < today:
        return Cell("Over", colour="grey")
    return (
        Cell("Planned", colour="blue") if closure.first_day > today else Cell("Closed now", colour="yellow")
    )


def roles_explained(own: Iterable[Membership], deputising: Iterable[Deputyship]) -> list[dict[str, Any]]:
    """A person's roles for their account page, with what each means."""
    periods: list[Membership | Deputyship] = [*own, *deputising]
    return [
        {
            "row": row,
            "role": ROLES[row.role],
            "days": from_to(row),
            "status": status_of(row),
            "absent": getattr(row, "absent", None),
        }
        for row in periods
    ]


def outside_status(row: OutsideGuardian) -> Cell:
    """Where a line of the list of outside guardians stands."""
    if row.ended_at is not None:
        return Cell("Ended", colour="grey")
    if row.confirmed_at is None:
        return Cell("Waiting for confirmation", colour="yellow")
    return Cell("May be asked", colour="green")


def people_by_role(serving: list[tuple[str, Person]]) -> list[tuple[str, list[str]]]:
    """Every role with the names of those who serve in it, also those that nobody holds."""
    return [
        (role.name, [person.full_name for key, person in serving if key == role.key])
        for role in ROLES.values()
    ]


def _end_link(practice: Practice, row: Membership) -> Cell | str:
    if row.is_over(timezone.localdate()):
        return ""
    href = reverse("membership_end", args=[practice.ods_code, row.public_id])
    return Cell("End this role", href=href)


def moves_shown(moves: Sequence[Move]) -> dict[str, Any]:
    """How many dates would move, how many be overdue at once, and the earliest of them as rows."""
    rows = [[move.what, short_date(move.before), short_date(move.after)] for move in moves[:MOVES_SHOWN]]
    return {"total": len(moves), "overdue": sum(move.overdue for move in moves), "moves": rows}
