"""Entries as rows of a list and as a page of their own."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from audit.desk.entry_words import UNREADABLE, Names, facts_of, looked_at, names_for, what_of
from audit.ledger.api import Hit, log_name, newest_checkpoints
from audit.ledger.models import StoredCheckpoint
from kit.dates import clock_time, count, date_time, short_date
from kit.tables import Cell, Column
from practices.models import Practice

NO_BREAK = "\N{NO-BREAK SPACE}"
CHANGED = "Changed since it was recorded"


def columns(*, several: bool) -> list[Column]:
    """The list's headings; the practice only where there are several."""
    return [
        Column("What happened"),
        Column("When"),
        Column("Done by"),
        Column("About"),
        *([Column("Practice")] if several else []),
        Column("Entry", numeric=True),
    ]


def rows(hits: Sequence[Hit], names: Names, practices: Sequence[Practice]) -> list[list[Any]]:
    """A row an entry; what happened leads to its page."""
    by_log = {log_name(practice.public_id): practice for practice in practices}
    return [_row(hit, names, by_log[hit.log], several=len(practices) > 1) for hit in hits]


def _row(hit: Hit, names: Names, practice: Practice, *, several: bool) -> list[Any]:
    said = hit.found.entry
    hint = "Somebody looked" if looked_at(hit) else ""
    if said is None or not hit.found.intact:
        hint = UNREADABLE if said is None else CHANGED
    return [
        Cell(what_of(hit), href=reverse("entry", args=[practice.ods_code, hit.found.event_id]), hint=hint),
        Cell(short_date(hit.found.at).replace(" ", NO_BREAK), hint=clock_time(hit.found.at)),
        names.actor(said.actor) if said else "",
        names.about(said.about) if said else "",
        *([practice.name] if several else []),
        f"{hit.found.leaf_index:,}",
    ]


def page_of(hit: Hit, practice: Practice) -> dict[str, Any]:
    """The entry's page."""
    said, names = hit.found.entry, names_for([hit], [practice])
    signed = newest_checkpoints([hit.log]).get(hit.log)
    covered = signed is not None and signed.size > hit.found.leaf_index
    search_url = reverse("entries", args=[practice.ods_code])
    case = names.cases.get(said.about) if said else None
    return {
        "practice": practice,
        "title": what_of(hit),
        "event_id": hit.found.event_id,
        "looked_at": looked_at(hit),
        "intact": hit.found.intact and said is not None,
        "said": said,
        "rows": _story(hit, names),
        "facts": facts_of(said, names) if said else [],
        "case": case,
        "more": [
            (f"Everything about {names.about(said.about)}", f"{search_url}?about={said.about}"),
            (f"Everything done by {names.actor(said.actor)}", f"{search_url}?actor={said.actor}"),
        ]
        if said
        else [],
        "place": _place(hit, signed),
        "covered": covered,
    }


def _story(hit: Hit, names: Names) -> list[tuple[str, Any]]:
    said = hit.found.entry
    found: list[tuple[str, Any]] = [("When", date_time(hit.found.at))]
    if said is not None:
        found += [("Done by", names.actor(said.actor)), ("About", names.about(said.about))]
        if said.private is not None:
            found.append(("Names and reasons", "Encrypted beside the entry, which holds their seal"))
    return found


def _place(hit: Hit, signed: StoredCheckpoint | None) -> list[tuple[str, Any]]:
    """Where the entry stands and what vouches for it."""
    return [
        ("Log", hit.log),
        ("Number in the log", f"{hit.found.leaf_index:,} (the first is 0)"),
        ("Event", _code(hit.found.event)),
        ("Hash of the entry (SHA-256)", _code(hit.found.hash)),
        ("Same as when it was recorded", "Yes" if hit.found.intact else "No: it was changed in the database"),
        ("Signed checkpoint", _signed(hit, signed)),
    ]


def _signed(hit: Hit, signed: StoredCheckpoint | None) -> str:
    if signed is None:
        return "None yet: this log has not been signed"
    over = f"The one signed at {date_time(signed.signed_at)} over {count(signed.size, 'entry', 'entries')}"
    if signed.size > hit.found.leaf_index:
        return f"{over} covers this entry"
    return f"{over} does not cover this entry yet: the next one will"


def _code(text: str) -> str:
    return format_html('<code class="desk-code">{}</code>', text)
