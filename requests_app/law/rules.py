"""The few questions on which the law, or this service's own practice, has one answer.

Nothing here decides a request.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from requests_app.law.base import Dated
from requests_app.law.entries import Outcome, Power
from requests_app.law.loader import catalogue
from requests_app.law.tables import Table
from requests_app.law.vocabulary import Answer, Effect, Extent, Footing, Issuer

REGISTERED = "D01"
AnyDated = TypeVar("AnyDated", bound=Dated)


@dataclass(frozen=True)
class VerificationNeed:
    """The lowest level of verification, and whether a supervisor must have countersigned, with its reason."""

    level: str
    supervisor: bool
    reason: str


class Moment(StrEnum):
    """When the law that a disclosure rests on must be in force."""

    INSTRUMENT = "instrument"  # when the order or notice was made; only for the power that it rests on
    DECISION = "decision"
    RELEASE = "release"


@dataclass(frozen=True)
class Lapse:
    """A moment at which a law was not in force, or not known to be."""

    code: str
    moment: Moment
    day: dt.date
    answer: Answer


def not_in_force(
    table: Table[AnyDated], code: str, moments: Mapping[Moment, dt.date], *, compelling: bool = False
) -> Lapse | None:
    """The first of these moments at which the law of that code does not stand; None where it stands at all.

    A law must be in force when the instrument was made, at decision and at release, each in its edition of
    that day; unknown or contested is not in force. `compelling`: a power must compel a practice on each of
    these days too. Raises KeyError for an unknown code.
    """
    for moment in Moment:
        day = moments.get(moment)
        if day is None:
            continue
        entry = table.on(code, day)
        answer = entry.in_force_on(day)
        if answer is not Answer.YES:
            return Lapse(code, moment, day, answer)
        if compelling and not (isinstance(entry, Power) and compels(entry, day)):
            return Lapse(code, moment, day, Answer.NO)
    return None


def compels(entry: Power, on: dt.date) -> bool:
    """Whether this law compels a GP practice, on demand, to give what this register is about, on that day.

    Compulsion must be certain: it compels, binds a GP practice, and is in force. Contested or unknown never
    qualifies, nor does a power that only lets officers in, or a duty to come forward that nobody can demand.
    GMC Confidentiality (2017): be satisfied that the law requires it. The instrument is checked apart from
    this.
    """
    return (
        entry.effect is Effect.COMPEL
        and entry.extent in {Extent.DISCLOSURE, Extent.DOCUMENTS}
        and entry.binds_gp is Answer.YES
        and entry.in_force_on(on) is Answer.YES
    )


def compels_gp(power: str, on: dt.date) -> bool:
    """`compels` for a power's code, in its edition of that day; False for any other code.

    An exemption or an agreement is not a power (DPA 2018 Sch 2 switches duties off and obliges nobody).
    """
    powers = catalogue().powers
    return power in powers and compels(powers.on(power, on), on)


def issued_by_court(power: str) -> bool:
    """Whether the power's instrument comes from a court, tribunal, judge or coroner, to be asked (V4).

    Raises KeyError for an unknown code.
    """
    return catalogue().powers[power].issuer is Issuer.COURT


def minimum_verification(
    effect: str, items: Collection[str], *, court: bool, emergency: bool = False
) -> VerificationNeed:
    """The lowest verification for a disclosure of these items. Practice, not statute.

    `effect` is a word of `Footing`. Compelled: V4, or V2 where no court issued the instrument. Permitted: V2,
    and for an address a supervisor's signature too. Consented: V2. An emergency with life at risk: V2, the
    paperwork within one working day. Raises ValueError for another effect, KeyError for an unknown item.
    """
    footing = Footing(effect)
    address = any(entry.is_address for entry in map(catalogue().items.__getitem__, items))
    if emergency:
        code = "VM-EMERGENCY"
    elif footing is Footing.COMPELLED:
        code = "VM-COURT" if court else "VM-COMPELLED"
    else:
        code = "VM-ADDRESS" if address and footing is Footing.PERMITTED else "VM-PERMITTED"
    least = catalogue().verification_minimums[code]
    return VerificationNeed(least.level, least.supervisor, least.reason)


def at_least(level: str, needed: str) -> bool:
    """Whether verification `level` reaches `needed`. Raises KeyError for an unknown level."""
    levels = catalogue().verification_levels
    return levels[level].rank >= levels[needed].rank


def open_justifications() -> frozenset[str]:
    """The codes of what a practice may rely on to go past confidence."""
    table = catalogue().confidentiality
    return frozenset(code for code, entry in table.items() if entry.open_to_practice)


def with_implied(items: Collection[str]) -> frozenset[str]:
    """The items that approving these discloses: any value also confirms registration, D01 (INV-06).

    Raises KeyError for an unknown item.
    """
    implied = {REGISTERED} if any(catalogue().items[code].implies_registration for code in items) else set()
    return frozenset(items) | implied


def outcomes_for(state: str, permission: str, *, emergency: bool = False) -> tuple[Outcome, ...]:
    """The outcomes that someone with this permission may set in this state, in the order of the catalogue."""
    return tuple(
        outcome
        for outcome in catalogue().outcomes.values()
        if outcome.set_by == permission
        and (state in outcome.states or (emergency and state in outcome.emergency_states))
    )
