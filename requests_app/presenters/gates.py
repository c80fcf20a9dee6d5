"""The gates before any weighing (stage 0 of the public-interest test), with what the record answers to each.

Made from a request whose triage and verification are loaded: nothing here asks the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from requests_app import policies
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.law.vocabulary import GateAnswer
from requests_app.models import LegalBasisFinding, LegalBasisReview, Match, Request

YES, NO, UNKNOWN = GateAnswer.YES, GateAnswer.NO, GateAnswer.UNKNOWN
WORDS = {YES: "Yes", NO: "No", UNKNOWN: "Not known"}
LOWEST = "V2"
FOUND = {
    Match.MATCHED: (YES, "Matched"),
    Match.UNCERTAIN: (UNKNOWN, "The match is uncertain"),
    Match.NOT_FOUND: (NO, "No record was found"),
}
# Consent that was sought, whatever came of it.
SOUGHT = tuple(code for code, _ in LegalBasisReview.ASKED)


@dataclass(frozen=True)
class Gate:
    """One gate: its question, what the record answers, why, and whether that stops an approval."""

    code: str
    question: str
    answer: str
    why: str
    stops: bool


def gates(
    case: Request, findings: Sequence[LegalBasisFinding], match: Match | None, *, may_see_match: bool
) -> list[Gate]:
    """G1 to G7. findings: of the live legal-basis review; match: the live one, if the person may see it."""
    answers = {
        **_at_triage(case),
        "G3b": _matched(match) if may_see_match else (UNKNOWN, "Shown to those who may see the match"),
        "G6": _compelled(findings),
        "G7": _consent(findings),
    }
    return [
        Gate(code, gate.question, WORDS[answer], why, answer in gate.stop_on)
        for code, gate in catalogue().gates.items()
        for answer, why in [answers[code]]
    ]


def _at_triage(case: Request) -> dict[str, tuple[GateAnswer, str]]:
    triage, checked = policies.live(case.triage_set.all()), policies.live(case.verifications.all())
    level = checked.level if checked else "V0"
    enough = rules.at_least(level, LOWEST)
    own_data = triage.own_data_or_foi if triage else None
    looked = bool(triage and triage.prohibitions_checked)
    flags = ", ".join(triage.prohibitions) if triage else ""
    return {
        "G1": (YES if enough else NO, f"{level}; a disclosure needs {LOWEST}, a refusal needs none"),
        "G2": (_of(triage.written if triage else None), "As triage found"),
        "G3": (_of(triage.addressed_to_us if triage else None), "As triage found"),
        "G4": (_of(None if own_data is None else not own_data), "As triage found"),
        "G5": (YES if looked else UNKNOWN, f"Seen on its face: {flags or 'none'}"),
    }


def _of(answer: bool | None) -> GateAnswer:
    if answer is None:
        return UNKNOWN
    return YES if answer else NO


def _matched(match: Match | None) -> tuple[GateAnswer, str]:
    return FOUND[match.result] if match else (UNKNOWN, "Nobody has looked yet")


def _compelled(findings: Iterable[LegalBasisFinding]) -> tuple[GateAnswer, str]:
    """For the items that are weighed here; what is compelled is not weighed, only its scope is checked."""
    compelled = [f.item.token for f in findings if f.effect == LegalBasisFinding.COMPELLED]
    also = f"; {', '.join(compelled)}: compelled, so only its scope is checked" if compelled else ""
    return NO, f"Nothing compels the items that are weighed here{also}"


def _consent(findings: Sequence[LegalBasisFinding]) -> tuple[GateAnswer, str]:
    review = findings[0].review if findings else None
    if review is None or not review.consent_sought:
        return UNKNOWN, "Not answered yet"
    why = review.get_consent_sought_display()
    return (YES if review.consent_sought in SOUGHT else NO), why
