"""Whom requests are about, for a report with names: of those requests alone that the person may see."""

from collections.abc import Collection

from audit.desk.reports.identities import Identity
from practices.permissions import Access
from requests_app.models import Request, Subject
from requests_app.permissions import visible_to

KIND = "request:"


def told(access: Access, abouts: Collection[str]) -> dict[str, Identity]:
    """Identities by `request:<uuid>`, in two queries."""
    keys = [about.removeprefix(KIND) for about in abouts if about.startswith(KIND)]
    found = visible_to(access).filter(key__in=keys).prefetch_related("subjects") if keys else ()
    return {request.about: _identity(request) for request in found}


def _identity(request: Request) -> Identity:
    people: list[Subject] = list(request.subjects.all())
    if not people:
        return Identity("Nobody is named")
    return Identity(
        name="; ".join(person.name for person in people),
        date_of_birth=people[0].date_of_birth if len(people) == 1 else None,
        nhs_number=people[0].nhs_number if len(people) == 1 else "",
    )
