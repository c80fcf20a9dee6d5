"""The law in words for those who review: what each power does, whether it binds us, how sure we are."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from kit.dates import long_date
from kit.tables import Cell
from requests_app.law.base import Tagged
from requests_app.law.entries import Exemption, Power
from requests_app.law.loader import catalogue
from requests_app.law.vocabulary import Answer, Effect

COLUMNS = ("Law", "What it does", "For a GP practice", "How sure")
EFFECTS = {
    Effect.COMPEL: "Compels",
    Effect.PERMIT: "Permits; compels nobody",
    Effect.PROHIBIT: "Prohibits",
    Effect.NONE: "Neither compels nor permits us",
}
BINDS = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.CONTESTED: "Contested",
    Answer.UNKNOWN: "Not known",
}


def cited_rows(codes: Iterable[str], on: dt.date) -> list[list[Any]]:
    """A row for each law that is claimed or relied on, as it stood on that day; each once, in order."""
    known = catalogue().claimable
    return [_row(code, known[code], on) for code in dict.fromkeys(codes) if code in known]


def offered_rows(on: dt.date, kind: str) -> list[list[Any]]:
    """A row for each power that a reviewer is offered."""
    return [_row(power.code, power, on) for power in powers_offered(on, kind)]


def powers_offered(on: dt.date, kind: str) -> list[Power]:
    """The powers that a practice could rely on that day: those that list this kind of requester first.

    Never an exemption (INV-01); no power that does nothing to us, does not bind us or was not in force.
    """
    powers = [catalogue().powers.on(code, on) for code in catalogue().powers]
    open_to_us = [power for power in powers if _open(power, on)]
    return sorted(open_to_us, key=lambda power: kind not in power.kinds)


def _open(power: Power, on: dt.date) -> bool:
    return (
        power.effect in {Effect.COMPEL, Effect.PERMIT}
        and power.binds_gp is not Answer.NO
        and power.in_force_on(on) is not Answer.NO
    )


def power_choices(on: dt.date, kind: str, kept: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Powers for a form, with what each does. `kept`: codes chosen earlier that stay on offer."""
    offered = powers_offered(on, kind)
    codes = {power.code for power in offered}
    offered += [catalogue().powers.on(code, on) for code in kept if code not in codes]
    return [(power.code, _choice(power)) for power in offered]


def _choice(power: Power) -> str:
    does = "compels" if power.effect is Effect.COMPEL else "permits"
    advice = ", seek advice" if power.seek_advice else ""
    return f"{power.code} {power.label} ({does}{advice})"


def _row(code: str, entry: Any, on: dt.date) -> list[Any]:
    if isinstance(entry, Exemption):
        reach = "Open to a practice" if entry.open_to_practice else "Not a practice’s to use"
        return [_law(entry), "An exemption: switches duties off, is never a power", reach, sure(entry)]
    if not isinstance(entry, Power):
        return [_law(entry), "Not a law by itself", "No", sure(entry)]
    power = catalogue().powers.on(code, on)
    does = EFFECTS[power.effect]
    in_force = power.in_force_on(on)
    if in_force is not Answer.YES:
        does += (
            f"; {'not in force' if in_force is Answer.NO else 'not known to be in force'} on {long_date(on)}"
        )
    return [_law(power), does, BINDS[power.binds_gp], sure(power)]


def _law(entry: Tagged) -> Cell:
    return Cell(f"{entry.code} {entry.label}", hint=entry.cite)


def sure(entry: Tagged) -> Cell:
    """How far an entry can be relied on, with both views where it is disputed."""
    if entry.seek_advice:
        return Cell("Seek advice", colour="orange", hint=entry.contested)
    if entry.check_with_dpo:
        return Cell("Check with your DPO", colour="yellow")
    return Cell("Verified" if entry.tag == "verified" else "Our practice")


def gate_rows() -> dict[str, list[list[Any]]]:
    """What each choice of the three gates means: name, use, how sure."""
    known = catalogue()
    return {
        "Gate A: what justifies going past confidence": [
            [_law(entry), entry.note, sure(entry)]
            for entry in known.confidentiality.values()
            if entry.open_to_practice
        ],
        "Gate B: lawful basis, UK GDPR Art 6": [
            [_law(entry), entry.use, sure(entry)] for entry in known.article6.values()
        ],
        "Gate C: condition of UK GDPR Art 9 or 10": [
            [_law(entry), entry.use, sure(entry)] for entry in known.article9.values()
        ],
    }
