"""What the legal-basis review found, item by item, and the match, for whoever weighs or decides next."""

from collections.abc import Iterable, Sequence
from typing import Any

from kit.dates import date_time
from requests_app.law.base import Tagged
from requests_app.law.loader import catalogue
from requests_app.models import LegalBasisFinding, LegalBasisReview, Match
from requests_app.presenters.chapter import Row, item_name
from requests_app.presenters.tags import tag

COLOURS = {"compelled": "purple", "consented": "green", "permitted": "blue", "no_basis": "red"}
SHORT = {
    "compelled": "Compelled",
    "consented": "Consented to",
    "permitted": "Only permitted",
    "no_basis": "No basis",
}


def legal_rows(findings: Iterable[LegalBasisFinding]) -> list[Row]:
    """A row for each item, in the requester's order: what the law says, what we rely on, and why."""
    return [
        (
            item_name(finding.item),
            [
                tag(SHORT[finding.effect], COLOURS[finding.effect]),
                *relied_on(finding),
                f"Why: {finding.reason}",
            ],
        )
        for finding in sorted(findings, key=lambda finding: finding.item.position)
    ]


def relied_on(finding: LegalBasisFinding) -> list[str]:
    """The power and the three gates of a finding, each by code and name."""
    known = catalogue()
    tables: Sequence[tuple[str, Any]] = (
        (finding.power, known.powers),
        (finding.confidentiality, known.confidentiality),
        (finding.article6, known.article6),
        (finding.article9, known.article9),
    )
    return [_name(code, table) for code, table in tables if code]


def _name(code: str, table: Any) -> str:
    entry: Tagged | None = table.get(code)
    if entry is None:
        return code
    return f"{code} {entry.label}. {entry.caution}" if entry.caution else f"{code} {entry.label}"


def review_rows(review: LegalBasisReview) -> list[Row]:
    """The legal-basis review's own answers."""
    health = {True: "Yes", False: "No", None: ""}[review.reveals_health]
    consent = review.get_consent_sought_display()
    return [
        ("Consent", ". ".join(filter(None, [consent, review.consent_reason]))),
        ("Reveals health or registration", ". ".join(filter(None, [health, review.reveals_health_reason]))),
        ("Data protection officer’s advice", review.dpo_advice),
        ("Reasons", review.reason),
        ("Reviewed by", f"{review.reviewer.full_name}, {date_time(review.finished_at or review.saved_at)}"),
    ]


def match_rows(match: Match) -> list[Row]:
    """The match, for those who may see it."""
    agrees = ["Name"] if match.on_name else []
    agrees += ["Date of birth"] if match.on_date_of_birth else []
    agrees += [match.get_third_display()] if match.third else []
    known = catalogue().prohibitions
    return [
        ("Result", match.get_result_display()),
        ("What agrees", agrees or "Nothing"),
        (
            "Warnings on the record",
            [f"{code} {known[code].label}" for code in match.record_flags] or "None recorded",
        ),
        *([("Note", match.note)] if match.note else []),
        ("By", f"{match.matched_by.full_name}, {date_time(match.matched_at)}"),
    ]
