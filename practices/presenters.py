"""Rows, words and tags for the pages of this room."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from kit.dates import long_date, short_date
from kit.tables import Cell
from practices.models import Deputyship, Membership, OutsideGuardian, Person, Practice
from practices.models.periods import RolePeriod
from practices.permissions import Access
from practices.roles import ROLES

Rows = list[list[Any]]


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
