"""Whom a request is about. The ledger names nobody, so the cases' app tells it, to those who may know."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from practices.permissions import Access


@dataclass(frozen=True, slots=True)
class Identity:
    """The person as the requester describes them; not a patient until matched. Several are told as one."""

    name: str = ""
    date_of_birth: date | None = None
    nhs_number: str = ""


#: Given who asks and what the entries are about (`request:<uuid>`): those whom they may see, by that name.
Teller = Callable[[Access, Collection[str]], Mapping[str, Identity]]
NOT_SHOWN = Identity("Not shown: you may not see this request")
_tellers: list[Teller] = []


def register_identities(teller: Teller) -> None:
    """The one function that knows; the app with the cases registers it."""
    _tellers[:] = [teller]


def identities_of(access: Access, abouts: Collection[str]) -> dict[str, Identity]:
    """Identities by what entries are about. Requests that the person may not see say so."""
    told: dict[str, Identity] = {}
    for teller in _tellers:
        told.update(teller(access, abouts))
    return {about: told.get(about, NOT_SHOWN) for about in abouts if about.startswith("request:")}
