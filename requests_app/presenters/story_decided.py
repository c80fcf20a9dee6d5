"""What the guardian decided, what was released, what left, and who was told."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from kit.dates import date_time, long_date
from kit.tables import Cell
from requests_app.law.loader import Catalogue
from requests_app.models import Decision, Disclosure, Incident, ItemDecision, Release, Request
from requests_app.presenters import prohibited
from requests_app.presenters.applied_law import law_of, law_of_case
from requests_app.presenters.chapter import (
    Chapter,
    Table,
    by_whom,
    entry_name,
    given,
    item_name,
    with_earlier,
)
from requests_app.presenters.incidents import MASKED
from requests_app.presenters.story_reviews import live_and_void
from requests_app.workflow import State

WAIVED = "An address was approved without a supervisor’s countersignature: the guardian waived it."
PATIENT_TOLD = {"yes": "Yes", "later": "Not yet: later", "no": "No"}


def outcome_name(code: str, law: Catalogue) -> str:
    """What an outcome is called."""
    entry = law.outcomes.get(code)
    return entry.label if entry else code


def decided(request: Request) -> list[Chapter]:
    """Item by item, with conditions, recipient, route and expiry."""
    return live_and_void(request.decisions.all(), lambda row: _decision(row, request))


def _receipt(row: Decision, request: Request) -> str:
    address = reverse("request_receipt", args=[request.key, row.ledger_event])
    return format_html('<a href="{}" type="text/plain">Download the receipt of this decision</a>', address)


def _decision(row: Decision, request: Request) -> Chapter:
    law = law_of(row)
    told = given(
        ("Outcome", outcome_name(row.outcome, law)),
        ("Reasons", row.reason),
        ("Departs from the review because", row.departs_because),
        ("No countersignature, waived because", row.countersignature_waived),
        ("Factors", ", ".join(entry_name(law.factors, code) for code in row.factors)),
        ("To whom", row.recipient),
        ("By which route", row.get_route_display()),
        ("Conditions", row.conditions),
        ("Valid until", date_time(row.expires_at)),
        ("The patient", row.get_tell_patient_display()),
        ("Why", row.tell_reason),
        ("To be looked at again", long_date(row.tell_review_on)),
        ("Decided by", by_whom(row.decided_by, row.decided_at)),
        ("Proof that it is in the ledger", _receipt(row, request)),
    )
    rows: list[list[Any]] = [
        [item_name(one.item, law), _choice(one), entry_name(law.confidentiality, one.basis), one.reason]
        for one in row.items.all()
    ]
    tag = ("Approved", "green") if row.approves else ("Refused", "red")
    heading = "Guardian’s decision, in an emergency" if row.emergency else "Guardian’s decision"
    return Chapter(
        "decision",
        heading,
        told,
        tag=tag,
        warnings=[
            *(f"{prohibited.STANDS_OUT}: {name}." for name in prohibited.gone_past(row)),
            *([WAIVED] if row.countersignature_waived else []),
        ],
        tables=[Table("Decision on each item", ["Item", "Decision", "Basis", "Reason"], rows)]
        if rows
        else [],
    )


def _choice(one: ItemDecision) -> Cell:
    disclose = one.outcome == ItemDecision.DISCLOSE
    return Cell("Disclose", colour="green") if disclose else Cell("Withhold", colour="grey")


def released(request: Request) -> list[Chapter]:
    """The go-ahead, and how it ended."""
    found = [_release(row) for row in request.releases.all()]
    return with_earlier(found[:1], found[1:])


def _release(row: Release) -> Chapter:
    ended = f"{row.ended_because}, {date_time(row.ended_at)}" if row.ended_at else ""
    sent = row.ended_because == "sent"
    told = given(
        ("Items", [item_name(one.item_decision.item) for one in row.items.all()]),
        ("To whom", row.recipient),
        ("By which route", row.get_route_display()),
        ("Released by", by_whom(row.released_by, row.released_at)),
        ("Lapses unsent", "" if row.ended_at else date_time(row.lapses_at)),
        ("Ended", ended[:1].upper() + ended[1:]),
    )
    if not row.ended_at:
        tag = ("Go-ahead given", "aqua-green")
    else:
        tag = ("Sent", "green") if sent else ("Nothing was sent", "grey")
    return Chapter("release", "Release", told, tag=tag)


def left(request: Request) -> list[Chapter]:
    """What left the building."""
    found = [_disclosure(row) for row in request.disclosures.all()]
    return with_earlier(found[:1], found[1:])


def _disclosure(row: Disclosure) -> Chapter:
    told = given(
        ("What left", [item_name(one.released_item.item_decision.item) for one in row.items.all()]),
        ("To whom", row.recipient),
        ("By which route", row.get_route_display()),
        ("When", date_time(row.sent_at)),
        ("Receipt", row.receipt),
        ("Note", row.note),
        ("Confirmed by", by_whom(row.confirmed_by, row.confirmed_at)),
    )
    return Chapter("left", "What left", told, tag=("Disclosed", "aqua-green"))


def incidents(request: Request, *, told: bool) -> list[Chapter]:
    """What left otherwise than by an approved disclosure. `told`: the reader may know whom it is about."""
    found = [_incident(row, told) for row in request.incidents.all()]
    return with_earlier(found[:1], found[1:])


def _incident(row: Incident, told: bool) -> Chapter:
    rows = given(
        ("What left", row.what_left if told else MASKED),
        ("To whom", row.to_whom if told else MASKED),
        ("When it happened", date_time(row.happened_at)),
        ("We knew of it", date_time(row.aware_at)),
        ("To the Information Commissioner by, if it must be reported", date_time(row.report_by)),
        ("Recorded by", by_whom(row.recorded_by, row.recorded_at)),
    )
    return Chapter("incident", f"Incident: {row.get_kind_display().lower()}", rows, tag=("Incident", "red"))


def told(request: Request, closing: Mapping[str, Any] | None) -> list[Chapter]:
    """The outcome for the register, the reply to the requester, and the patient.

    closing: the facts of the ledger's entry of the closing, where there is one.
    """
    if not request.outcome:
        return []
    law = law_of_case(request)
    reply = law.replies.get(request.reply)
    facts = closing or {}
    sent_on = facts.get("reply_sent_on", "")
    rows = given(
        ("Outcome for the register", outcome_name(request.outcome, law)),
        ("Reply to the requester", reply.label if reply else request.reply),
        ("Reply sent", long_date(date.fromisoformat(sent_on)) if sent_on else ""),
        ("Patient told", PATIENT_TOLD.get(facts.get("patient_told", ""), "")),
        ("Closed", date_time(request.closed_at) if request.state == State.CLOSED else ""),
    )
    return [Chapter("told", "Who was told", rows)]
