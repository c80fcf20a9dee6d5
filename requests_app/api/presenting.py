"""What the API answers: to a person what the pages show, to a program how far its requests have come."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from audit.desk.history import History, Line
from kit.tables import as_cell
from practices.models import Person, ServiceToken
from practices.permissions import Access
from practices.selectors import practices_of
from requests_app.models import Clock, Request
from requests_app.permissions import Standing
from requests_app.presenters.actions import PAGE_OF_VERB
from requests_app.presenters.chapter import Chapter, Row, Table
from requests_app.presenters.clocks import rule_name
from requests_app.presenters.history import lines_in_words
from requests_app.workflow import Transition

#: What the API tells of a clock and of a change as they are stored.
CLOCK = (
    *("rule", "round", "state", "started_at", "due_at", "due_on", "stopped_at", "stopped_days", "met_at"),
    "extended",
)
CLOCK_CHANGE = ("at", "kind", "old_due_at", "new_due_at", "days")
#: How programs are told of others who acted: not who.
SOMEBODY = None


def absolute(path: str) -> str:
    """An address with the service's own host."""
    return f"{settings.PUBLIC_URL}{path}"


def address_of(case: Request) -> str:
    """Where a program reads the request."""
    return absolute(reverse("api_request", args=[case.key]))


def in_short(case: Request, *, program: bool) -> dict[str, Any]:
    """A request as a line of the list."""
    asks = None if program else getattr(case, "requester", None)
    return {
        "key": case.key,
        "reference": case.reference,
        "practice": case.practice.ods_code,
        "state": case.state,
        "state_label": case.state_info.label,
        "state_since": case.state_since,
        "version": case.version,
        "received_on": case.received_on,
        "logged_at": case.logged_at,
        "due_at": None if program else case.due_at,
        "requester": asks and {"organisation_name": asks.organisation_name, "kind": asks.kind},
        "restricted": case.restricted,
        "emergency": case.emergency,
        "page": absolute(case.get_absolute_url()),
    }


def how_far(case: Request, linked: Iterable[UUID]) -> dict[str, Any]:
    """A request as the program that logged it sees it: nothing of what people wrote since."""
    nothing: dict[str, Any] = {"chapters": [], "clocks": [], "actions": []}
    return {**in_short(case, program=True), "linked": list(linked), **nothing}


def whole(
    case: Request,
    linked: Iterable[UUID],
    chapters: Iterable[Chapter],
    clocks: Iterable[Mapping[str, Any]],
    rows: Iterable[Transition],
) -> dict[str, Any]:
    """A request as its page shows it to a person. clocks: as `clocks_out` gives them."""
    return {
        **in_short(case, program=False),
        "linked": list(linked),
        "chapters": [chapter_out(chapter) for chapter in chapters],
        "clocks": list(clocks),
        "actions": [{"verb": row.verb, "name": row.label, "page": _page(row.verb, case)} for row in rows],
    }


def clocks_out(clocks: Iterable[Clock], hidden: str = "") -> list[dict[str, Any]]:
    """Dates with their steps and changes, those that wait first. Changes and who made them are loaded.

    hidden: what stands in place of people's own words.
    """
    rows = sorted(clocks, key=lambda row: (not row.is_live, row.due_at, row.pk))
    return [
        {
            **{name: getattr(row, name) for name in CLOCK},
            "name": rule_name(row.rule),
            "steps": [str(step) for step in row.explanation],
            "changes": [
                {
                    **{name: getattr(change, name) for name in CLOCK_CHANGE},
                    "reason": hidden if hidden and change.reason else change.reason,
                    "by": change.by.full_name if change.by else None,
                }
                for change in row.changes.all()
            ],
        }
        for row in rows
    ]


def _page(verb: str, case: Request) -> str | None:
    name = PAGE_OF_VERB.get(verb)
    return absolute(reverse(name, args=[case.key])) if name else None


def chapter_out(chapter: Chapter) -> dict[str, Any]:
    """A chapter without its looks."""
    return {
        "id": chapter.id,
        "heading": chapter.heading,
        "tag": chapter.tag[0] if chapter.tag else "",
        "void": chapter.void,
        "warnings": [str(words) for words in chapter.warnings],
        "rows": rows_out(chapter.rows),
        "tables": [_table(table) for table in chapter.tables],
        "details": [{"heading": name, "rows": rows_out(rows)} for name, rows in chapter.details],
        "earlier": [chapter_out(earlier) for earlier in chapter.earlier],
    }


def rows_out(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Lines as label and values."""
    return [{"name": label, "values": texts(value)} for label, value in rows]


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": [[texts(value) for value in row] for row in table.rows],
    }


def texts(value: Any) -> list[str]:
    """What a cell shows, as texts: several for a list, none for nothing."""
    if isinstance(value, list | tuple):
        return [text for each in value for text in texts(each)]
    cell = as_cell(value)
    return [str(text) for text in (cell.text, cell.hint) if text not in (None, "")]


def entries_for_person(found: History, own: Standing) -> dict[str, Any]:
    """Entries as the history's page shows them."""
    shown = lines_in_words(found.lines, own)
    rows = [
        {
            **_entry(line),
            "actor": words["who"],
            "facts": _facts(words["facts"]),
            "private": _facts(words["private"]),
        }
        for line, words in zip(found.lines, shown, strict=True)
    ]
    return {"before": found.before, "results": rows}


def entries_for_program(found: History, program: Person) -> dict[str, Any]:
    """That something happened, and when. What is in an entry only where the program wrote it itself."""
    rows = []
    for line in found.lines:
        own = line.actor_reference == program.opaque
        facts = _facts(line.facts) if own else []
        rows.append({**_entry(line), "actor": line.actor if own else SOMEBODY, "facts": facts, "private": []})
    return {"before": found.before, "results": rows}


def _entry(line: Line) -> dict[str, Any]:
    return {
        "index": line.leaf_index,
        "event_id": line.event_id,
        "event": line.event,
        "name": line.label,
        "at": line.at,
    }


def _facts(rows: Iterable[tuple[str, Any]]) -> list[dict[str, str]]:
    return [{"name": label, "value": str(value)} for label, value in rows]


def who(person: Person, token: ServiceToken | None, access: Access) -> dict[str, Any]:
    """Who calls, with their rights by the code of the practice."""
    codes: Mapping[int, str] = dict(practices_of(access).values_list("pk", "ods_code"))
    rights: dict[str, list[str]] = {code: [] for code in codes.values()}
    for right, places in sorted(access.rights.items()):
        for place in places & codes.keys():
            rights[codes[place]].append(right)
    return {
        "id": person.opaque,
        "name": person.full_name,
        "is_program": person.is_service,
        "token_expires_at": token.expires_at if token else None,
        "rights": rights,
    }
