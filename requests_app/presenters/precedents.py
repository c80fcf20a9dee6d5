"""Earlier decisions for reviewers: how each went and why, without anybody in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.dates import long_date
from requests_app.law import stored
from requests_app.models import AskedItem, Decision, ItemDecision, Request, Subject
from requests_app.policies import live
from requests_app.presenters.masking import Mask

RESULTS = {ItemDecision.DISCLOSE: ("disclosed", "green"), ItemDecision.WITHHOLD: ("withheld", "grey")}


@dataclass(frozen=True)
class Precedent:
    """One earlier decision. items: (name, result, colour, why); href: only to those who may see it."""

    outcome: str
    approved: bool
    decided_on: str
    laws: str
    items: list[tuple[str, str, str, str]]
    reason: str
    name: str
    href: str


def relied_on(case: Request) -> list[str]:
    """The powers of the live legal-basis review, on a request whose story is loaded."""
    review = live(case.legalbasisreview_set.all())
    return [finding.power for finding in review.findings.all()] if review else []


def in_common(laws: Iterable[str], items: Iterable[AskedItem]) -> tuple[frozenset[str], frozenset[str]]:
    """What a case is compared by: codes of law claimed or relied on, and codes of items."""
    return frozenset(laws) - {""}, frozenset(item.code for item in items) - {""}


def precedent_of(row: Decision) -> Precedent:
    """A decision of `selectors.earlier_decisions`, with everyone in it masked, and in the law of its time."""
    law, mask = stored.applied(row.catalogue_version), _mask(row)
    outcome, found = law.outcomes.get(row.outcome), row.__dict__
    codes = dict.fromkeys([*found["law_codes"], *found["claim_codes"]])
    laws = [f"{code} {law.claimable[code].label}" if code in law.claimable else code for code in codes]
    open_to_them = found["may_open"]
    return Precedent(
        outcome=outcome.label if outcome else row.outcome,
        approved=row.approves,
        decided_on=long_date(row.decided_at),
        laws="; ".join(laws) or "No law was named",
        items=[_item(each, law, mask, row.reason) for each in found["item_rows"]],
        reason=mask.text(row.reason),
        name=row.request.name if open_to_them else "",
        href=row.request.get_absolute_url() if open_to_them else "",
    )


def _item(each: dict[str, Any], law: Any, mask: Mask, said: str) -> tuple[str, str, str, str]:
    known = law.items.get(each["code"])
    # An item in the requester's own words may name somebody.
    name = f"{each['code']} {known.label}" if known else f"X{each['position']}, in their own words"
    result, colour = RESULTS[each["outcome"]]
    why = each["reason"] if each["reason"] != said else ""  # a refusal says it once, for all
    return name, result, colour, mask.text(why)


def _mask(row: Decision) -> Mask:
    asks = row.request.requester
    subjects = [
        Subject(**each | {"date_of_birth": _day(each["date_of_birth"])})
        for each in row.__dict__["subject_rows"]
    ]
    return Mask(
        subjects, names=(asks.officer, asks.supervisor), numbers=(asks.officer_number, asks.their_reference)
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
