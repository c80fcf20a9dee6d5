"""What a made-up request says and how far it goes, as data for the player."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

# How far a script is played; each step includes those before it.
POINTS = (
    "draft",
    "triage",
    "legal_basis",
    "public_interest",
    "decision",
    "approved",
    "released",
    "disclosed",
    "closed",
)


@dataclass(frozen=True)
class Script:
    """One request. `days_ago` is when it came; `until` how far it goes; `ending` how it turns out."""

    name: str
    days_ago: int
    kind: str
    organisation: str
    subject: str
    born: date
    nhs_number: str
    asks: tuple[str, ...]
    claims: tuple[str, ...]
    purpose: str
    until: str
    cites: str = ""  # the agreement of the register that it names
    own_words: tuple[str, ...] = ()
    offence: str = ""
    officer: str = ""
    supervisor: str = ""
    supervisor_rank: str = ""
    waived: str = ""
    address: str = ""
    role: str = "other"
    deceased: bool = False
    channel: str = "email"
    received_at: time | None = None
    urgency: str = "routine"
    emergency_reason: str = ""
    comply_in_days: int | None = None
    comply_time: time | None = None
    instrument: dict[str, Any] | None = None
    level: str = "V2"
    effects: dict[str, str] = field(default_factory=dict)
    power: str = ""
    withheld: tuple[str, ...] = ()
    refusal: str = ""
    ending: str = ""
    reason: str = ""
    record_flags: tuple[str, ...] = ()
    conditions: str = "For this purpose only; not to be passed on without asking us"
    recipient: str = ""
    route: str = "secure_email"
    tell: str = "later"
    tell_reason: str = "After the enquiry, when it no longer defeats its purpose"
    agreement: str = ""
    dpo_advice: str = ""
    consent: str = ""  # given, or given and then withdrawn
