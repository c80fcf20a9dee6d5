"""The pages around a decision: the case as it is read, and the decision as it is looked at once more."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from kit.dates import date_time, long_date
from kit.links import maybe_url
from kit.tables import Cell
from requests_app import policies
from requests_app.journey.matching import may_match
from requests_app.law.entries import Outcome
from requests_app.law.loader import catalogue
from requests_app.models import Request
from requests_app.models.decision import ItemDecision, Route, TellPatient
from requests_app.models.request import SubjectKind
from requests_app.presenters import advised, consents, item_by_item, objections, prohibited
from requests_app.presenters import decision as read
from requests_app.presenters.due import due_cell
from requests_app.presenters.face import Face, Row, face
from requests_app.presenters.precheck import pre_check
from requests_app.presenters.principles import principles
from requests_app.presenters.replies import reply_text
from requests_app.presenters.reviews import verification_rows, ways
from requests_app.workflow import Transition

COURT_ONLY = "PR-05"


def case_read(case: Request, items: Sequence[read.ItemRead], open_to: Iterable[Transition]) -> dict[str, Any]:
    """What the guardian reads: who asks and how far checked, for what, on what law, what reviewers found."""
    legal = policies.live(case.legalbasisreview_set.all())
    return {
        "due": due(case),
        "face": face_of(case),
        "verification": verification_of(case),
        "pre_checked": pre_check(case, subjects=case.subjects.all(), match=True),
        "claimed": read.claimed(case),
        "relied_on": read.relied_on(case),
        "legal": legal,
        "items_read": items,
        "consent": read.consent_rows(legal),
        "consents": consents.of_story(case, timezone.localdate(), seeing=True),
        "weighed": read.weighed(case),
        "objections": objections.in_short(case),
        "match": read.match_rows(
            policies.live(case.matches.all()), needed=case.subject_kind != SubjectKind.NOBODY_NAMED
        ),
        "match_url": None if may_match(case) else maybe_url("match", case.key),
        "prohibitions": read.prohibition_rows(case),
        "overrides": prohibited.overridden_rows(case),
        "advice": advised.in_short(case.advice.all()),
        "item_columns": item_by_item.COLUMNS,
        "item_table": item_by_item.item_table(items),
        "earlier": read.earlier_decisions(case),
        "principles": principles(case, likely_recipient(case)),
        "located": COURT_ONLY in policies.record_flags(case),
        "ways": [way for way in ways(case, open_to) if "refuse" not in way["href"]],
    }


def face_of(case: Request, *, subjects: bool = True) -> Face:
    """The request as it came, from its loaded story."""
    claims = [claim.code for claim in case.claims.all()]
    people = list(case.subjects.all()) if subjects else []
    return face(case, policies.asked_now(case), claims, people)


def due(case: Request) -> Cell | None:
    """By when, in words; None where nothing is due."""
    return due_cell(case.due_at, timezone.now()) if case.due_at else None


def verification_of(case: Request) -> list[Row]:
    """How far the requester was checked, from the loaded story."""
    return verification_rows(policies.live(case.verifications.all()))


def likely_recipient(case: Request) -> str:
    """Who asks, or to whom the patient consented; where a location is protected, the court only."""
    if COURT_ONLY in policies.record_flags(case):
        return next(iter(policies.court_recipients(case)), "")
    consented = policies.recipients_consented_to(case)
    if consented:
        return consented[0]
    return officer_and_organisation(case)


def officer_and_organisation(case: Request) -> str:
    """Who asks, as a recipient."""
    asks = case.requester
    return ", ".join(filter(None, [asks.officer, asks.organisation_name]))[:300]


def all_stopped(items: Sequence[read.ItemRead]) -> dict[str, str] | None:
    """Why no item at all can be disclosed; None when one can."""
    if not items or any(not item.stop for item in items):
        return None
    weak = [item.stop for item in items if "needs" in item.stop]
    return {
        "message": weak[0] if weak else items[0].stop,
        "who_can": policies.VERIFIERS if weak else "",
    }


def replies_of(case: Request, outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """Each reply once, with the outcomes that it goes with."""
    found: dict[str, list[str]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.reply, []).append(outcome.label)
    return [{"with": labels, "text": reply_text(case, code)} for code, labels in found.items()]


def approval_shown(
    case: Request,
    data: Mapping[str, Any],
    outcome: str,
    departing: Sequence[str],
    unsigned: Sequence[str],
) -> dict[str, Any]:
    """An approval before it counts."""
    return {
        "approves": True,
        "outcome": catalogue().outcomes[outcome].label,
        "item_rows": item_cells(read.items_read(case), data["items"], departing),
        "rows": [*bounds(data), ("Reason", data["reason"])]
        + ([("Why it departs from the advice", data["departs_because"])] if departing else [])
        + ([(waived_name(unsigned), data["countersignature_waived"])] if unsigned else []),
        "reply": "",
        "gone_past": prohibited.named(row.prohibition for row in policies.confirmed_overrides(case)),
    }


def waived_name(tokens: Sequence[str]) -> str:
    """What it is called that a supervisor's signature was done without."""
    return f"No countersignature for {', '.join(tokens)}, waived because"


def refusal_shown(case: Request, data: Mapping[str, Any]) -> dict[str, Any]:
    """A refusal before it counts, with the reply that goes out."""
    entry = catalogue().outcomes[data["outcome"]]
    known = catalogue().factors
    rows: list[Row] = [
        ("Factors that weighed", [f"{code} {known[code].label}" for code in data["factors"]]),
        ("Reason", data["reason"]),
    ]
    if data["departs_because"]:
        rows.append(("Why it departs from the advice", data["departs_because"]))
    return {
        "approves": False,
        "outcome": entry.label,
        "item_rows": [],
        "gone_past": [],
        "rows": rows,
        "reply": reply_text(case, entry.reply),
    }


def item_cells(
    items: Sequence[read.ItemRead], decided: Mapping[str, Mapping[str, Any]], departing: Sequence[str]
) -> list[list[Cell]]:
    """A row for each item: what happens to it, on what basis, why."""
    known = catalogue().confidentiality
    rows = []
    for item in items:
        given = decided[item.token]
        gives = given["outcome"] == ItemDecision.DISCLOSE
        basis = given["basis"]
        rows.append(
            [
                Cell(item.name),
                Cell("Disclose" if gives else "Withhold", colour="orange" if gives else "grey",
                     hint="Departs from the advice" if item.token in departing else ""),
                Cell(f"{basis} {known[basis].label}" if basis in known else ""),
                Cell(given["reason"]),
            ]
        )  # fmt: skip
    return rows


def bounds(data: Mapping[str, Any]) -> list[Row]:
    """To whom, how, until when, on which conditions; and the patient."""
    told = TellPatient(data["tell_patient"]).label if data["tell_patient"] else ""
    rows: list[Row] = [
        ("Recipient", data["recipient"]),
        ("Route", Route(data["route"]).label if data["route"] else ""),
        ("Ends", date_time(data["expires_at"])),
        ("Conditions", data["conditions"] or "None"),
        ("Telling the patient", told),
    ]
    if data.get("tell_reason"):
        rows.append(("Why then", data["tell_reason"]))
    if data.get("tell_review_on"):
        rows.append(("Look at this again on", long_date(data["tell_review_on"])))
    return rows
