"""What reviewers are shown beside their questions: how the requester was checked, and the ways on."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from kit.dates import date_time, long_date
from kit.links import maybe_url
from requests_app import policies
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.models import AskedItem, Request, RequesterOrganisation, Verification
from requests_app.workflow import Transition

Row = tuple[str, Any]
# The page of each transition that leaves a review sideways, and its link.
WAYS = {
    "ask_requester": ("ask", "Ask the requester or the patient, and wait"),
    "ask_patient": ("ask", "Ask the requester or the patient, and wait"),
    "return_to_triage": ("return_request", "Return it to an earlier review"),
    "return_to_legal_basis": ("return_request", "Return it to an earlier review"),
    "reject": ("end_triage", "End it without a review: rejected, misdirected or another kind of request"),
    "correct_to_triage": ("correct", "Correct the request"),
    "refuse_early": ("refuse_early", "Refuse it early"),
    "withdraw": ("withdraw", "Withdraw it: the requester took it back"),
}


def verification_rows(verification: Verification | None) -> list[Row]:
    """How far the requester was checked, or that nobody did."""
    if verification is None:
        return [("Level", "Not recorded yet")]
    level = catalogue().verification_levels[verification.level]
    rows: list[Row] = [
        ("Level", f"{level.code} {level.label}"),
        ("What was checked", verification.means),
        ("By", f"{verification.verified_by.full_name}, {date_time(verification.verified_at)}"),
    ]
    if verification.called:
        called = f"{verification.called} on {verification.number_called}"
        if verification.spoke_to:
            called += f"; spoke to {verification.spoke_to}"
        rows.insert(1, ("Called back", called))
    return rows


def number_choices(
    register: Iterable[RequesterOrganisation], loggers: Collection[int]
) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Call-back numbers that may be used, and those that may not yet, each with its source.

    A number counts only when somebody who did not log the request entered or confirmed it.
    """
    usable, waiting = [], []
    for entry in register:
        source = f"{entry.switchboard_source}, {long_date(entry.switchboard_source_on)}"
        people = f"entered by {entry.entered_by.full_name}"
        if entry.confirmed_by:
            people += f", confirmed by {entry.confirmed_by.full_name}"
        checked = {entry.entered_by_id, entry.confirmed_by_id} - {None}
        if checked - set(loggers):
            usable.append((str(entry.key), f"{entry}: {entry.switchboard}", f"Source: {source}; {people}"))
        else:
            waiting.append(f"{entry}: {people}, who logged this request. Somebody else confirms it first.")
    return usable, waiting


def verification_needs(case: Request, items: Sequence[AskedItem]) -> list[str]:
    """The lowest check for what is asked, in a sentence for each footing. Practice, not statute."""
    codes = [item.code for item in items if item.code]
    if case.emergency:
        need = rules.minimum_verification("permitted", codes, court=False, emergency=True)
        return [f"{need.level}. {need.reason}"]
    need = rules.minimum_verification("permitted", codes, court=False)
    found = [f"If the law only permits it: {need.level}. {need.reason}"]
    if policies.uncountersigned(case, dict.fromkeys(codes, "permitted")):
        found.append(
            "No supervisor signed whose rank counts (inspector or above): ask the requester for one."
        )
    if hasattr(case, "instrument"):
        court = rules.minimum_verification("compelled", codes, court=True)
        other = rules.minimum_verification("compelled", codes, court=False)
        found.append(f"If a court’s order compels it: {court.level}. {court.reason}")
        found.append(f"If another body’s notice compels it: {other.level}. {other.reason}")
    return found


def ways(case: Request, rows: Iterable[Transition]) -> list[dict[str, str]]:
    """The other ways on from a review, as links, for the transitions that the person may make."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        page, text = WAYS.get(row.verb, ("", ""))
        href = maybe_url(page, case.key) if page else None
        if href:
            found.setdefault(page, {"text": text, "href": href})
    return list(found.values())
