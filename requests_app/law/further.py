"""Kinds of entries beside powers, gates and items: what is said of them, and what follows from an answer.

As in entries.py, a field without a default is required, and `refers` marks codes of other tables.
"""

from dataclasses import dataclass
from typing import ClassVar

from requests_app.law.base import Dated, Tagged, refers


@dataclass(frozen=True, kw_only=True)
class Statement(Tagged):
    """Something known, disputed or done here that no other kind says. `about`: entries that it bears on."""

    table: ClassVar[str] = "statement"
    needs_citation: ClassVar[bool] = True

    text: str
    about: tuple[str, ...] = refers(
        "article6", "article9", "confidentiality", "exemption", "gate", "item", "outcome", "prohibition",
        "verification_level", "caldicott", "question",
        default=(),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class BasisCondition(Dated):
    """One of the conditions of a lawful basis, at least one of which must be met."""

    table: ClassVar[str] = "basis_condition"

    basis: str = refers("article6")


@dataclass(frozen=True, kw_only=True)
class ProhibitionException(Tagged):
    """An exception that a statute makes to its own prohibition."""

    table: ClassVar[str] = "exception"
    needs_citation: ClassVar[bool] = True

    prohibition: str = refers("prohibition")


@dataclass(frozen=True, kw_only=True)
class Reclassification(Tagged):
    """What a request may be instead of one for this register: how it shows, and where it goes."""

    table: ClassVar[str] = "reclassification"

    sign: str
    goes_to: str
    outcome: tuple[str, ...] = refers("outcome", default=())


@dataclass(frozen=True, kw_only=True)
class WaitingReason(Tagged):
    """Why a request waits. It is no outcome."""

    table: ClassVar[str] = "waiting_reason"

    state: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class EmailDomain(Tagged):
    """A mail domain. `official`: in use by a public body; a weak sign, as senders are forged."""

    table: ClassVar[str] = "email_domain"

    domain: str
    official: bool


@dataclass(frozen=True, kw_only=True)
class VerificationMinimum(Tagged):
    """The lowest level of verification for a kind of disclosure, and whether a supervisor signs too."""

    table: ClassVar[str] = "verification_minimum"

    level: str = refers("verification_level")
    supervisor: bool = False
    reason: str


@dataclass(frozen=True, kw_only=True)
class DecisionField(Tagged):
    """What a decision must record."""

    table: ClassVar[str] = "decision_field"

    question: str
