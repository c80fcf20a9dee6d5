"""The cases that entries are about, by their references.

The desk knows no tables of cases: whoever has them registers. Only for finding and linking: what is shown of
an entry comes from the entry.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Case:
    """A case as pages name it: as entries refer to it, its reference, and where its history is."""

    about: str
    name: str
    history_url: str


ByReference = Callable[[str, Collection[UUID]], str]
ByAbout = Callable[[Collection[str]], Mapping[str, Case]]
_by_reference: list[ByReference] = []
_by_about: list[ByAbout] = []


def register(by_reference: ByReference, by_about: ByAbout) -> None:
    """Say how cases are found: by reference within practices ("" for none), and by what entries call them."""
    _by_reference[:], _by_about[:] = [by_reference], [by_about]


def about_of(reference: str, practices: Collection[UUID]) -> str:
    """What entries call the case with this reference at these practices; "" where there is none."""
    return next((found for find in _by_reference if (found := find(reference, practices))), "")


def cases_about(abouts: Collection[str]) -> dict[str, Case]:
    """The cases among what entries are about, in one query."""
    return {about: case for find in _by_about for about, case in find(abouts).items()}
