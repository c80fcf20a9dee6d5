"""Restrict a request to named people, or open it again."""

import uuid
from collections.abc import Collection

from practices.models import Person
from requests_app import permissions
from requests_app.journey.unit import actor_of, require, work
from requests_app.workflow import State


def restrict(
    *, key: uuid.UUID, by: Person, people: Collection[Person], seen_version: int | None = None
) -> None:
    """Let only these people of the practice see it; nobody restricts themselves out of it by mistake."""
    with work(
        key=key,
        by=by,
        event="request.restricted",
        permission="restrict_request",
        states=[s for s in State if s != State.DRAFT],
        seen_version=seen_version,
    ) as unit:
        require(not people or by in people, "Name yourself too, or you could not open it again.")
        unit.request.restricted = bool(people)
        permissions.name_people(unit.request, people)
        unit.facts |= {"restricted": bool(people), "named": [actor_of(person) for person in people]}
