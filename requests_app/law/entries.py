"""What a law file may say of each kind of entry. A field without a default is required.

`refers("power")` marks a field whose values must be codes of that table.
"""

from dataclasses import dataclass
from typing import ClassVar

from requests_app.law.base import Dated, Tagged, refers
from requests_app.law.vocabulary import (
    Answer,
    AnswerForm,
    Circumstance,
    Effect,
    Extent,
    GateAnswer,
    Handling,
    InstrumentKind,
    Issuer,
    LineKind,
    OutcomeKind,
    Override,
    Shown,
    Side,
    SpecialCategory,
    SubjectRole,
)


@dataclass(frozen=True, kw_only=True)
class Power(Dated):
    """A law under which someone asks, and what it does to a GP practice that holds patients' details.

    `binds_gp`: for a duty, whether it binds a GP practice for the data that this register is about;
    for a permission, whether it is open to a practice. `kinds`: requester kinds that may use it.
    `instruments`: the papers by which it is used, where it needs one. `record_shows`: what of the evidence
    the record of a request can itself show.
    """

    table: ClassVar[str] = "power"

    effect: Effect
    extent: Extent
    issuer: Issuer
    binds_gp: Answer
    displaces_confidence: Answer
    who: str
    kinds: tuple[str, ...] = refers("requester_kind", default=())
    instruments: tuple[InstrumentKind, ...] = ()
    evidence: tuple[str, ...] = ()
    record_shows: tuple[Shown, ...] = ()
    time: str = ""
    tell_patient: str = ""

    @property
    def seek_advice(self) -> bool:
        """As for any law, and where it is open whether it reaches a GP practice."""
        return super().seek_advice or self.binds_gp in {Answer.CONTESTED, Answer.UNKNOWN}


@dataclass(frozen=True, kw_only=True)
class Exemption(Dated):
    """A data-protection exemption. It switches duties off and is never a power (INV-01)."""

    table: ClassVar[str] = "exemption"

    who: str
    open_to_practice: bool
    switches_off: str
    leaves_standing: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimedAgreement(Tagged):
    """A choice for a claim that rests on an agreement, on a law without a code, or on nothing."""

    table: ClassVar[str] = "claim"


@dataclass(frozen=True, kw_only=True)
class Item(Tagged):
    """A data item that someone may ask for.

    `implies_registration`: to give it confirms that the person is registered.
    """

    table: ClassVar[str] = "item"

    item_class: str
    handling: Handling
    handling_note: str = ""
    special_category: SpecialCategory
    high_harm: bool = False
    is_address: bool = False
    clinical: bool = False
    others_data: bool = False
    proposed_withheld: bool = False
    implies_registration: bool = True
    prohibitions: tuple[str, ...] = refers("prohibition", default=())


@dataclass(frozen=True, kw_only=True)
class Confidentiality(Dated):
    """A justification under the common law duty of confidentiality (gate A)."""

    table: ClassVar[str] = "confidentiality"

    open_to_practice: bool = True


@dataclass(frozen=True, kw_only=True)
class LawfulBasis(Dated):
    """A lawful basis of Art 6 UK GDPR (gate B). `needs_dpo_reason`: only with the DPO's recorded reason."""

    table: ClassVar[str] = "article6"

    use: str
    conditions: tuple[str, ...] = refers("basis_condition", default=())
    needs_dpo_reason: bool = False


@dataclass(frozen=True, kw_only=True)
class Condition(Dated):
    """A condition of Art 9 or 10 UK GDPR (gate C)."""

    table: ClassVar[str] = "article9"

    use: str
    policy_document: Answer = Answer.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Prohibition(Dated):
    """A hard stop. `stops_emergency`: it stops an approval even where a life is at risk."""

    table: ClassVar[str] = "prohibition"

    protects: str
    override: Override
    stops_emergency: bool
    offence: bool = False
    exceptions: tuple[str, ...] = refers("exception", default=())


@dataclass(frozen=True, kw_only=True)
class Gate(Tagged):
    """A question that must be answered before any weighing; the answers in `stop_on` stop the request."""

    table: ClassVar[str] = "gate"

    question: str
    when: str
    stop_on: tuple[GateAnswer, ...]
    reason_on: tuple[GateAnswer, ...] = ()
    skips_test_on: tuple[GateAnswer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question(Tagged):
    """A question of the public-interest test. "Not met" needs only some of them, "met" all."""

    table: ClassVar[str] = "question"

    question: str
    form: AnswerForm
    choices: tuple[str, ...] = ()
    needed_when_met: bool = True
    needed_when_not_met: bool = False


@dataclass(frozen=True, kw_only=True)
class Factor(Tagged):
    """A factor of the public-interest test. It has a side and no score."""

    table: ClassVar[str] = "factor"

    side: Side


@dataclass(frozen=True, kw_only=True)
class CaldicottPrinciple(Tagged):
    """One of the eight Caldicott principles, and the question that it puts."""

    table: ClassVar[str] = "caldicott"

    question: str


@dataclass(frozen=True, kw_only=True)
class Reply(Tagged):
    """A text to the requester. `before_disclosure`: sent before or without a disclosure, so that it must read
    the same whether or not the person is a patient (INV-06)."""

    table: ClassVar[str] = "reply"

    before_disclosure: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class Outcome(Tagged):
    """How a request ends: who may set it (a permission), in which states, and which reply goes out.

    `emergency_states`: further states in which it may be set in an emergency only.
    """

    table: ClassVar[str] = "outcome"

    kind: OutcomeKind
    discloses: bool
    set_by: str
    states: tuple[str, ...]
    emergency_states: tuple[str, ...] = ()
    reply: str = refers("reply")
    meaning: str
    items: tuple[str, ...] = refers("item", default=())


@dataclass(frozen=True, kw_only=True)
class VerificationLevel(Tagged):
    """How far a requester's identity was checked. `rank` orders the levels."""

    table: ClassVar[str] = "verification_level"

    rank: int
    test: str


@dataclass(frozen=True, kw_only=True)
class RequesterKind(Tagged):
    """A kind of body or person who asks.

    `reminders`: prohibitions to keep in mind whenever it asks. `own_data`: it asks for the patient, whose own
    data it is.
    """

    table: ClassVar[str] = "requester_kind"

    reminders: tuple[str, ...] = refers("prohibition", default=())
    own_data: bool = False


@dataclass(frozen=True, kw_only=True)
class Check(Tagged):
    """A rule of the pre-check beside those that follow from the other entries. It says a line, and decides
    nothing.

    It applies where one of the `claims` is made, one of the `kinds` asks, one of the `items` is asked for and
    the person has one of the `roles` (an empty list asks nothing), where every circumstance of `when` holds,
    and while each power of `while_in_force` is in force.
    """

    table: ClassVar[str] = "check"
    needs_citation: ClassVar[bool] = True

    kind: LineKind
    text: str
    claims: tuple[str, ...] = refers("power", "exemption", "claim", default=())
    kinds: tuple[str, ...] = refers("requester_kind", default=())
    items: tuple[str, ...] = refers("item", default=())
    roles: tuple[SubjectRole, ...] = ()
    when: tuple[Circumstance, ...] = ()
    while_in_force: tuple[str, ...] = refers("power", default=())


@dataclass(frozen=True, kw_only=True)
class Rank(Tagged):
    """A rank of an officer, and the ways in which it is written. `countersigns`: senior enough to sign a
    request for an address where nothing compels it."""

    table: ClassVar[str] = "rank"

    names: tuple[str, ...]
    countersigns: bool
