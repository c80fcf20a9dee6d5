"""Rows of the lists: my work and all requests. No patient is named in any of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from kit.dates import short_date
from kit.links import maybe_url
from kit.tables import Cell, Column, Sorting, sortable
from practices.permissions import Access
from requests_app.law.loader import catalogue
from requests_app.models import Request
from requests_app.presenters import prohibited
from requests_app.presenters.due import due_cell
from requests_app.selectors.lists import DRAFTS, MINE, OTHERS, OVERDUE, SOON, Section
from requests_app.workflow import State

HEADINGS = {
    OVERDUE: "Overdue",
    SOON: "Due in the next 5 working days",
    MINE: "Also waiting for you",
    DRAFTS: "Drafts to finish",
    OTHERS: "Waiting for others",
}
# What the front desk does most, as a button.
LOG_AN_APPROACH = "Log an approach"
# Where "See all" leads: the list, filtered in the same way.
SEE_ALL = {
    OVERDUE: {"waiting": MINE, "due": OVERDUE},
    SOON: {"waiting": MINE, "due": SOON},
    MINE: {"waiting": MINE},
    DRAFTS: {"state": "draft"},
    OTHERS: {"waiting": OTHERS},
}


def kind_label(kind: str) -> str:
    """What the register calls a kind of requester; a kind that no file knows stays as it is."""
    found = catalogue().requester_kinds.get(kind)
    return found.label if found else kind


def name_cell(request: Request) -> Cell:
    """The reference, linked; a draft says whose it is."""
    hint = f"started by {request.captured_by.full_name}" if request.state == State.DRAFT else ""
    return Cell(request.name, href=request.get_absolute_url(), hint=hint)


def requester_cell(request: Request) -> Cell:
    """Who asks, and what kind of body that is."""
    requester = getattr(request, "requester", None)
    if requester is None:
        return Cell("Not said yet")
    return Cell(requester.organisation_name, hint=kind_label(requester.kind))


def state_cell(request: Request) -> Cell:
    """Where it stands, and what it waits for."""
    info = request.state_info
    return Cell(
        info.label, colour=info.colour, hint="" if request.state == State.CLOSED else info.waiting_for
    )


def work_columns(*, several: bool, drafts: bool = False) -> list[str]:
    """The headings of a section of my work."""
    return ["Request", *(["Practice"] if several else []), "From", "Started" if drafts else "Due", "Stage"]


def work_row(request: Request, now: datetime, *, several: bool) -> list[Any]:
    """One request in a section of my work."""
    draft = request.state == State.DRAFT
    when = Cell(short_date(request.captured_at)) if draft else due_cell(request.due_at, now)
    practice = [request.practice.name] if several else []
    return [name_cell(request), *practice, requester_cell(request), when, state_cell(request)]


def sections(found: dict[str, Section], access: Access, now: datetime) -> list[dict[str, Any]]:
    """The sections of my work that have something in them, most pressing first."""
    places = set(access.practices).union(
        row.practice_id for section in found.values() for row in section.rows
    )
    several = len(places) > 1
    shown: list[dict[str, Any]] = []
    for section in found.values():
        if not section.rows:
            continue
        more = f"{reverse('requests')}?{urlencode(SEE_ALL[section.key])}"
        shown.append(
            {
                "id": section.key,
                "heading": HEADINGS[section.key] if shown or section.key != MINE else "Waiting for you",
                "total": section.total,
                "columns": work_columns(several=several, drafts=section.key == DRAFTS),
                "rows": [work_row(row, now, several=several) for row in section.rows],
                "more": more if section.total > len(section.rows) else "",
            }
        )
    return shown


def list_columns(request: HttpRequest, sorting: Sorting, *, several: bool) -> list[Column | str]:
    """The headings of all requests; four of them sort."""
    return [
        sortable(request, sorting, "reference", "Request"),
        *(["Practice"] if several else []),
        "From",
        sortable(request, sorting, "received", "Received"),
        sortable(request, sorting, "due", "Due"),
        sortable(request, sorting, "state", "Stage"),
    ]


def list_rows(found: Iterable[Request], now: datetime, *, several: bool) -> list[list[Any]]:
    """One row a request."""
    return [
        [
            name_cell(row),
            *([row.practice.name] if several else []),
            requester_cell(row),
            Cell(short_date(row.received_on) or "Not said yet"),
            closed_cell(row) if row.state == State.CLOSED else due_cell(row.due_at, now),
            replace(state_cell(row), hint=prohibited.STANDS_OUT)
            if getattr(row, "goes_past", False)
            else state_cell(row),
        ]
        for row in found
    ]


def closed_cell(request: Request) -> Cell:
    """A closed request is due no more: when and how it ended instead."""
    outcome = catalogue().outcomes.get(request.outcome)
    return Cell(f"Closed {short_date(request.closed_at)}", hint=outcome.label if outcome else "")


def what_you_can_do(access: Access) -> Sequence[dict[str, str]]:
    """What a person's roles let them begin from here, as links; only pages that exist."""
    ways = (
        ("log_request", "request_new", "Log a request", "A letter, an e-mail, a call or a visit came in."),
        ("draft_request", "request_new", LOG_AN_APPROACH, "Somebody asks for a patient’s details."),
        ("draft_request", "desk", "Officer at the desk", "What to ask, what to say, a letter to hand over."),
        (
            "record_incident",
            "emergency_log",
            "Log an emergency",
            "Somebody is in danger within hours, and police, ambulance or safeguarding asks.",
        ),
        ("view_requests", "requests", "All requests", "Filter, sort and look up by reference."),
        (
            "see_subject",
            "person_search",
            "Find requests about a person",
            "By name and date of birth, or NHS number.",
        ),
        (
            "reveal_subject",
            "person_search",
            "Find requests about a person",
            "With a reason, which is recorded.",
        ),
        ("read_ledger", "ledger", "Audit ledger", "Read, verify and export what happened."),
        ("manage_people", "people", "People and roles", "Appoint people, name deputies, end roles."),
        (
            "record_incident",
            "incident_new",
            "Record an incident",
            "Something was said, shown or sent that should not have been.",
        ),
    )
    found: dict[str, dict[str, str]] = {}
    for permission, name, text, hint in ways:
        href = maybe_url(name)
        if href and access.practices_where(permission):
            found.setdefault(name, {"text": text, "href": href, "hint": hint})
    return list(found.values())


def nothing_waits(access: Access) -> str:
    """What to say when nothing needs the person, by what their roles are for."""
    if not access.practices:
        return "You hold no role at a practice today. A practice administrator can appoint you."
    if access.practices_where("log_request") or access.practices_where("decide_request"):
        return "No request waits for you. New ones appear here as soon as they do."
    if access.practices_where("read_ledger"):
        return "As an auditor you read requests and the ledger; requests do not wait for you."
    if access.practices_where("view_requests"):
        return "No request waits for you. You can read the practice’s requests at any time."
    if access.practices_where("draft_request"):
        return "You have no unfinished drafts. Log an approach when somebody asks for a patient’s details."
    return "Your role does not show you requests. You keep the practice’s people and roles."
