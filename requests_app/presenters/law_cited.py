"""The law in words for those who review: what each power does, whether it binds us, how sure we are."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kit.dates import long_date
from requests_app.law.base import Entry, Tagged
from requests_app.law.entries import Exemption, Power
from requests_app.law.loader import TABLES, catalogue
from requests_app.law.vocabulary import Answer, Effect
from requests_app.presenters.face import Row
from requests_app.presenters.tags import tag

# A table's part of the address of its entries, by what the files call it.
SLUGS = {kind.table: name.replace("_", "-") for name, kind in TABLES.items()}
EFFECTS = {
    Effect.COMPEL: "Compels",
    Effect.PERMIT: "Permits; compels nobody",
    Effect.PROHIBIT: "Prohibits",
    Effect.NONE: "Neither compels nor permits us",
}
# For a duty, whether it binds a practice; for a permission, whether it is open to one.
REACH = {
    Answer.YES: ("Binds a GP practice", "Open to a GP practice"),
    Answer.NO: ("Does not bind a GP practice", "Not open to a GP practice"),
    Answer.CONTESTED: ("Whether it binds a GP practice is contested",) * 2,
    Answer.UNKNOWN: ("Whether it binds a GP practice is not known",) * 2,
}


def cited_rows(codes: Iterable[str], on: dt.date) -> list[Row]:
    """A row for each law that is claimed or relied on, as it stood on that day; each once, in order."""
    known = catalogue().claimable
    return [_row(code, known[code], on) for code in dict.fromkeys(codes) if code in known]


def offered_rows(on: dt.date, kind: str) -> list[Row]:
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
    caution = f". {power.caution}" if power.caution else ""
    return f"{power.code} {power.label} ({does}{caution})"


def _row(code: str, entry: Tagged, on: dt.date) -> Row:
    if isinstance(entry, Exemption):
        reach = "Open to a practice" if entry.open_to_practice else "Not a practice’s to use"
        return _lines(entry, "An exemption: it switches duties off, and is never a power", reach)
    if not isinstance(entry, Power):
        return _lines(entry, "Not a law by itself")
    power = catalogue().powers.on(code, on)
    in_force = power.in_force_on(on)
    when = ""
    if in_force is not Answer.YES:
        known = "Not in force" if in_force is Answer.NO else "Not known to be in force"
        when = f"{known} on {long_date(on)}"
    reach = REACH[power.binds_gp][power.effect is not Effect.COMPEL]
    return _lines(power, EFFECTS[power.effect], reach, when)


def _lines(entry: Tagged, *lines: str) -> Row:
    """What is known of an entry, line by line, and how far it can be relied on."""
    known = [line for line in (entry.cite, *lines, entry.contested) if line]
    return f"{entry.code} {entry.label}", [*known, *sure(entry), read_more(entry)]


def read_more(entry: Entry) -> SafeString:
    """A link to everything that is known of an entry."""
    where = reverse("law_entry", args=[SLUGS[entry.table], entry.code])
    hidden = f"about {entry.code}"
    return format_html('<a href="{}">More<span class="nhsuk-u-visually-hidden"> {}</span></a>', where, hidden)


def sure(entry: Tagged) -> list[SafeString]:
    """Tags where an entry can't be relied on as it stands."""
    found = [tag("Seek advice", "orange")] if entry.seek_advice else []
    return [*found, tag("Check with your DPO", "yellow")] if entry.check_with_dpo else found


def gate_rows() -> dict[str, list[Row]]:
    """What each choice of the three gates means, by gate."""
    known = catalogue()
    return {
        "Gate A: what justifies going past confidence": [
            _lines(entry, entry.note) for entry in known.confidentiality.values() if entry.open_to_practice
        ],
        "Gate B: lawful basis, UK GDPR Art 6": [
            _lines(entry, entry.use, *[known.basis_conditions[code].label for code in entry.conditions])
            for entry in known.article6.values()
        ],
        "Gate C: condition of UK GDPR Art 9 or 10": [
            _lines(entry, entry.use, entry.note) for entry in known.article9.values()
        ],
    }
