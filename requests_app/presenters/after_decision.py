"""What release, disclosure, closing and the review of an emergency show of what was decided and sent."""

from collections.abc import Sequence
from typing import Any

from kit.dates import date_time, long_date
from kit.tables import Cell
from requests_app import policies
from requests_app.law.loader import catalogue
from requests_app.models import Decision, Release, Request
from requests_app.models.decision import ItemDecision, TellPatient
from requests_app.presenters import prohibited
from requests_app.presenters.chapter import Row, item_name
from requests_app.presenters.due import due_date
from requests_app.presenters.replies import reply_text
from requests_app.workflow import State

COLOURS = {ItemDecision.DISCLOSE: "orange", ItemDecision.WITHHOLD: "grey"}


def decision_of(case: Request) -> Decision | None:
    """The decision of this round as it stands; else the last one."""
    return policies.live(case.decisions.all()) or next(iter(case.decisions.all()), None)


def decided(decision: Decision | None) -> dict[str, Any]:
    """For `requests/_decided.jinja`: the decision, its items, and what it says of telling the patient."""
    return {
        "decision_rows": decision_rows(decision) if decision else [],
        "decided_items": item_rows(decision) if decision else [],
        "telling": telling_rows(decision),
        "gone_past": prohibited.gone_past(decision),
    }


def decision_rows(decision: Decision) -> list[Row]:
    """Who decided what, for whom and until when."""
    rows: list[Row] = [
        ("Outcome", catalogue().outcomes[decision.outcome].label),
        ("Decided by", f"{decision.decided_by.full_name}, {date_time(decision.decided_at)}"),
        ("Reason", decision.reason),
    ]
    if decision.approves:
        rows[2:2] = [
            ("Recipient", decision.recipient),
            ("Route", decision.get_route_display()),
            ("Conditions", decision.conditions or "None"),
            ("The approval ends", date_time(decision.expires_at)),
        ]
    return rows


def telling_rows(decision: Decision | None) -> list[Row]:
    """What the guardian decided about telling the patient."""
    if decision is None or not decision.tell_patient:
        return []
    rows: list[Row] = [("Telling the patient", TellPatient(decision.tell_patient).label)]
    if decision.tell_reason:
        rows.append(("Why then", decision.tell_reason))
    if decision.tell_review_on:
        rows.append(("Look at this again on", long_date(decision.tell_review_on)))
    return rows


def item_rows(decision: Decision) -> list[list[Cell]]:
    """Each item: disclosed or withheld, and why."""
    return [
        [
            Cell(item_name(row.item)),
            Cell(row.get_outcome_display(), colour=COLOURS[row.outcome]),
            Cell(row.reason),
        ]
        for row in sorted(decision.items.all(), key=lambda row: row.item.position)
    ]


def approved_choices(decision: Decision | None) -> list[tuple[str, str]]:
    """The items that may be released: token and name."""
    if decision is None or not decision.approves:
        return []
    rows = sorted(decision.items.all(), key=lambda row: row.item.position)
    return [(row.item.token, item_name(row.item)) for row in rows if row.outcome == ItemDecision.DISCLOSE]


def live_release(case: Request) -> Release | None:
    """The go-ahead that nobody ended."""
    return next((go for go in case.releases.all() if go.ended_at is None), None)


def released_choices(go: Release | None) -> list[tuple[str, str]]:
    """The released items: token and name."""
    if go is None:
        return []
    items = [row.item_decision.item for row in go.items.all()]
    return [(item.token, item_name(item)) for item in sorted(items, key=lambda item: item.position)]


def release_rows(go: Release) -> list[Row]:
    """To whom, by which route, by whose go-ahead and until when."""
    return [
        ("Recipient", go.recipient),
        ("Route", go.get_route_display()),
        ("Released by", f"{go.released_by.full_name}, {date_time(go.released_at)}"),
        ("It lapses unsent after", due_date(go.lapses_at)),
    ]


def past_releases(case: Request) -> list[Row]:
    """Go-aheads that came to nothing."""
    return [
        (f"Released {date_time(go.released_at)}", f"{go.ended_because}, {date_time(go.ended_at)}")
        for go in case.releases.all()
        if go.ended_at is not None and go.ended_because != "sent"
    ]


def emergency_unreviewed(case: Request) -> bool:
    """Whether an emergency approval of this round waits for somebody uninvolved to look back at it."""
    decided = any(row.emergency and row.round == case.round for row in case.decisions.all())
    return decided and not any(row.round == case.round for row in case.emergency_reviews.all())


def sent_names(case: Request) -> list[str]:
    """What left, or is about to: the disclosed items, before that the released ones; without codes."""
    disclosures = [sent for sent in case.disclosures.all() if sent.release.decision.round == case.round]
    if disclosures:
        rows = [row.released_item for sent in disclosures for row in sent.items.all()]
    else:
        go = live_release(case)
        rows = list(go.items.all()) if go else []
    return _plain([row.item_decision.item for row in rows])


def _plain(items: Sequence[Any]) -> list[str]:
    known = catalogue().items
    ordered = sorted(items, key=lambda item: item.position)
    return [known[item.code].label.lower() if item.code else item.own_words for item in ordered]


def reply_letter(case: Request) -> str:
    """The reply that goes with the request's outcome, filled in; "" where the outcome has none yet.

    Only a reply that goes with a disclosure names items; every other reads the same whoever the
    person is (INV-06).
    """
    if not case.reply:
        return ""
    entry = catalogue().replies[case.reply]
    if entry.before_disclosure:
        return reply_text(case, case.reply)
    decision = decision_of(case)
    names = sent_names(case)
    if case.outcome == "NOT_HELD":
        names = _plain(policies.asked_now(case))
    conditions = decision.conditions if decision else ""
    return reply_text(case, case.reply, items=", ".join(names), conditions=conditions)


def letter_may_go(case: Request) -> bool:
    """Whether the letter may go: for a disclosure only when there is something released to go with it."""
    return case.state in (
        State.RELEASED, State.DISCLOSED, State.REFUSED, State.REJECTED, State.MISDIRECTED,
        State.RECLASSIFIED, State.WITHDRAWN, State.CLOSED,
    )  # fmt: skip
