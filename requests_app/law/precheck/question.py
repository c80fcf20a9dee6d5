"""What the pre-check is asked: the face of a request, without anything that says whether anybody is a
patient."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from requests_app.law.vocabulary import Circumstance, InstrumentKind, Shown, SubjectRole

UNVERIFIED = "V0"


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """An agreement that the requester cites: its name, how it stands today, and whether the practice joined.

    status: how it stands in words ("Withdrawn"); in_force: whether that means in force.
    """

    name: str
    status: str
    in_force: bool
    joined: bool


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The order, summons, warrant or notice that came with the request."""

    kind: InstrumentKind
    dated: dt.date
    names_practice: bool


@dataclass(frozen=True, kw_only=True)
class Question:
    """One request, as it came.

    claims: codes that the requester claims; law_words, agreement_words: whether a law or an agreement is
    cited
    in words; items: codes that are asked for; own_words: tokens of items in the requester's own words; flags:
    prohibitions seen so far; level: how far the requester was checked.
    """

    requester_kind: str
    received: dt.date
    claims: tuple[str, ...] = ()
    law_words: bool = False
    agreement: Agreement | None = None
    agreement_words: bool = False
    items: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()
    paper: Paper | None = None
    level: str = UNVERIFIED
    officer: bool = False
    reference: bool = False
    written: bool = True
    supervisor: bool = False
    supervisor_rank: str = ""
    address_needs_countersignature: bool = True
    free_mail: bool = False
    role: SubjectRole = SubjectRole.OTHER
    deceased: bool = False
    minor: bool = False
    nobody_named: bool = False
    offence: bool = False
    purpose: bool = True
    flags: tuple[str, ...] = ()
    emergency: bool = False

    @property
    def made(self) -> dt.date:
        """The day for which a power must be in force: the paper's, or that of the request."""
        return self.paper.dated if self.paper else self.received

    def shows(self) -> frozenset[Shown]:
        """What of the evidence that powers need the record itself shows."""
        known: Mapping[Shown, bool] = {
            Shown.INSTRUMENT: self.paper is not None,
            Shown.OFFENCE: self.offence,
            Shown.OFFICER: self.officer,
            Shown.PURPOSE: self.purpose,
            Shown.REFERENCE: self.reference,
            Shown.SUPERVISOR: self.supervisor,
            Shown.WRITTEN: self.written,
        }
        return frozenset(what for what, shown in known.items() if shown)

    def circumstances(self) -> frozenset[Circumstance]:
        """What holds of it, for rules that apply only then."""
        known: Mapping[Circumstance, bool] = {
            Circumstance.BY_PHONE: not self.written,
            Circumstance.DECEASED: self.deceased,
            Circumstance.EMERGENCY: self.emergency,
            Circumstance.FREE_MAIL: self.free_mail,
            Circumstance.MINOR: self.minor,
            Circumstance.NO_INSTRUMENT: self.paper is None,
            Circumstance.NO_OFFENCE: not self.offence,
            Circumstance.NO_PURPOSE: not self.purpose,
            Circumstance.NOBODY_NAMED: self.nobody_named,
            Circumstance.UNVERIFIED: self.level == UNVERIFIED,
        }
        return frozenset(what for what, holds in known.items() if holds)
