"""Whom and what an objection is about: facts only. Nothing here decides, allows or stops a disclosure.

A patient's objection is weighed (DOMAIN.md 3.5, factor A6); it is no veto where the law compels (2.1 CLDC-2
and CLDC-4), and no basis is made of its absence.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from consent.models import Objection
from consent.models.objection import Against


class Known(Protocol):
    """Whoever is known by keyed hashes; either may be ""."""

    nhs_number_index: str
    name_and_birth_index: str


class Sameness(StrEnum):
    """Why two are taken for one person, the surest first."""

    NUMBER = "number"
    NAME = "name"
    NAME_OTHER_NUMBER = "name_other_number"
    LINKED = "linked"


SAMENESS_WORDS = {
    Sameness.NUMBER: "The NHS number is the same",
    Sameness.NAME: "Name and date of birth are the same",
    Sameness.NAME_OTHER_NUMBER: (
        "Name and date of birth are the same, but the NHS number is another: it may be somebody else"
    ),
    Sameness.LINKED: (
        "It was recorded under the other of NHS number and name with date of birth, and a person’s page here "
        "has both together: check that it is the same person"
    ),
}


@dataclass(frozen=True)
class Asked:
    """What an objection is held against: who asks, and the request's items as (token, code or "")."""

    kind: str
    organisation: UUID | None
    organisation_name: str
    items: Collection[tuple[str, str]]


def same_person(one: Known, other: Known) -> Sameness | None:
    """Why they may be the same person; None where nothing says so.

    A name that fits with another NHS number is kept, and said: a requester's slip must hide no objection.
    """
    if one.nhs_number_index and one.nhs_number_index == other.nhs_number_index:
        return Sameness.NUMBER
    if not one.name_and_birth_index or one.name_and_birth_index != other.name_and_birth_index:
        return None
    differ = bool(one.nhs_number_index and other.nhs_number_index)
    return Sameness.NAME_OTHER_NUMBER if differ else Sameness.NAME


def surest(found: Collection[Sameness | None]) -> Sameness | None:
    """The surest of these."""
    order = list(Sameness)
    return min((each for each in found if each is not None), key=order.index, default=None)


def concerned(objection: Objection, asked: Asked) -> list[str]:
    """The tokens of the items that the objection is about; none once it was taken back.

    An item in the requester's own words has no code, so nobody can tell that it is not among those objected
    to: it is.
    """
    if objection.ended_at is not None or not _against(objection, asked):
        return []
    return [
        token for token, code in asked.items if not objection.items or not code or code in objection.items
    ]


def _against(objection: Objection, asked: Asked) -> bool:
    if objection.against == Against.KIND:
        return objection.requester_kind == asked.kind
    if objection.against == Against.ORGANISATION:
        chosen = objection.organisation is not None and objection.organisation == asked.organisation
        return chosen or _plain(objection.organisation_name) == _plain(asked.organisation_name)
    return True


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
