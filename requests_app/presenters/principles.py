"""The eight Caldicott principles, each with its question and what the record says to it. No score.

Where the record says nothing, the page says that, so that the guardian asks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from requests_app import policies
from requests_app.law.loader import catalogue
from requests_app.models import LegalBasisFinding, Request

SILENT = "The record does not say. Ask before you decide."


@dataclass(frozen=True)
class Principle:
    """One principle: `says` is what the record holds, line by line."""

    name: str
    question: str
    cite: str
    says: tuple[str, ...]


def principles(case: Request, recipient: str) -> list[Principle]:
    """All eight, in order. recipient: whom the disclosure would go to. Asks the loaded story alone."""
    answers = _answers(case)
    says = {
        "CP1": [case.purpose, case.offence and f"Offence, as they state it: {case.offence}"],
        "CP2": [_weighed(answers, "Q5"), _weighed(answers, "Q8")],
        "CP3": list(_items(case)),
        "CP4": [f"It would go to: {recipient}", _weighed(answers, "Q9")],
        "CP5": [_prepared(case), "Whether they are trained is not in this record."],
        "CP6": list(_gates(case)),
        "CP7": [_care(case)],
        "CP8": [_consent(case), _weighed(answers, "Q6")],
    }
    return [
        Principle(entry.label, entry.question, entry.cite, tuple(filter(None, says[code])) or (SILENT,))
        for code, entry in catalogue().caldicott.items()
    ]


def _answers(case: Request) -> dict[str, Any]:
    review = policies.live(case.publicinterestreview_set.all())
    return dict(review.answers) if review else {}


def _weighed(answers: dict[str, Any], code: str) -> str:
    """What the public-interest review answered to one of its questions; "" where it was not asked."""
    given = answers.get(code)
    if isinstance(given, dict):
        given = "; ".join(f"{token}: {text}" for token, text in given.items() if str(text).strip())
    elif isinstance(given, list):
        given = "; ".join(map(str, given))
    text = str(given or "").strip()
    return f"{catalogue().questions[code].question} {text}" if text else ""


def _items(case: Request) -> Iterable[str]:
    """Why each item, as the reviews found."""
    advised = _by_item(policies.live(case.publicinterestreview_set.all()))
    legal = _by_item(policies.live(case.legalbasisreview_set.all()))
    for item in policies.asked_now(case):
        found = advised.get(item.pk) or legal.get(item.pk)
        reason = found.reason if found else ""
        yield f"{item.token}: {reason or 'no reason is recorded'}"


def _gates(case: Request) -> Iterable[str]:
    """Confidence, lawful basis and condition of each item."""
    legal = _by_item(policies.live(case.legalbasisreview_set.all()))
    for item in policies.asked_now(case):
        finding = legal.get(item.pk)
        if finding is None or finding.effect == LegalBasisFinding.NO_BASIS:
            yield f"{item.token}: no basis was found"
            continue
        gates = ", ".join(filter(None, [finding.confidentiality, finding.article6, finding.article9]))
        yield f"{item.token}: {gates}"


def _by_item(review: Any) -> dict[int, Any]:
    return {finding.item_id: finding for finding in review.findings.all()} if review else {}


def _prepared(case: Request) -> str:
    """Who had the request in hand before the guardian."""
    people = [row.person.full_name for row in case.participations.all() if row.part == row.PREPARES]
    return f"Prepared by {', '.join(dict.fromkeys(people))}." if people else ""


def _care(case: Request) -> str:
    kind = catalogue().requester_kinds.get(case.requester.kind)
    asks = kind.label.lower() if kind else case.requester.kind
    return f"Asked for by {asks}: not for this person’s own care, unless the purpose says so."


def _consent(case: Request) -> str:
    review = policies.live(case.legalbasisreview_set.all())
    if review is None or not review.consent_sought:
        return ""
    return ". ".join(filter(None, [review.get_consent_sought_display(), review.consent_reason]))
