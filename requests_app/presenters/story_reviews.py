"""How the requester was verified, and what triage, the reviews and the match found; void ones collapsed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from kit.tables import Cell
from requests_app.models import LegalBasisReview, Match, PublicInterestReview, Request, Triage, Verification
from requests_app.presenters.agreements import KEPT_TO
from requests_app.presenters.applied_law import law_of, law_of_case
from requests_app.presenters.chapter import (
    Chapter,
    Table,
    by_whom,
    entry_name,
    given,
    item_name,
    why_void,
    with_earlier,
)

EFFECT_COLOURS = {"compelled": "blue", "consented": "green", "permitted": "purple", "no_basis": "red"}
EFFECT_LABELS = {
    "compelled": "Compelled",
    "consented": "Consented",
    "permitted": "Permitted",
    "no_basis": "No basis",
}
RESULT_COLOURS = {Match.MATCHED: "green", Match.NOT_FOUND: "grey", Match.UNCERTAIN: "orange"}
RESULT_LABELS = {Match.MATCHED: "Matched", Match.NOT_FOUND: "No match found", Match.UNCERTAIN: "Uncertain"}


def live_and_void(rows: Iterable[Any], chapter: Callable[[Any], Chapter]) -> list[Chapter]:
    """The valid one as a chapter with its void predecessors in it."""
    found = list(rows)
    valid = [chapter(row) for row in found if row.voided_at is None]
    return with_earlier(
        valid, [replace(chapter(row), void=why_void(row)) for row in found if row.voided_at is not None]
    )


def verified(request: Request) -> list[Chapter]:
    """How far the requester's identity was checked."""
    return live_and_void(request.verifications.all(), _verification)


def _verification(row: Verification) -> Chapter:
    level = law_of_case(row.request).verification_levels[row.level]
    called = f"{row.called} on {row.number_called}" if row.called else ""
    rows = given(
        ("Level", f"{level.code} {level.label}"),
        ("Called back", called),
        ("Spoke to", row.spoke_to),
        ("What was checked", row.means),
        ("By", by_whom(row.verified_by, row.verified_at)),
    )
    return Chapter("verified", "How they were verified", rows, tag=(level.code, "blue"))


def triaged(request: Request) -> list[Chapter]:
    """What triage found on the face of the request."""
    return live_and_void(request.triage_set.all(), _triage)


def _triage(row: Triage) -> Chapter:
    flags = [entry_name(law_of(row).prohibitions, code) for code in row.prohibitions]
    seen = flags or ("None seen" if row.prohibitions_checked else "Not looked for yet")
    rows = given(
        ("In writing", _yes_no(row.written)),
        ("Meant for this practice", _yes_no(row.addressed_to_us)),
        ("The person’s own data, or freedom of information", _yes_no(row.own_data_or_foi)),
        ("Prohibitions on its face", seen),
        ("Reason", row.reason),
        ("By", by_whom(row.reviewer, row.saved_at)),
    )
    return Chapter("triage", "What triage found", rows, tag=_progress(row))


def legal_basis(request: Request) -> list[Chapter]:
    """On what law each item could leave, if any."""
    return live_and_void(request.legalbasisreview_set.all(), _legal)


def _legal(row: LegalBasisReview) -> Chapter:
    known = law_of(row)
    rows: list[list[Any]] = [
        [
            item_name(f.item, known),
            Cell(
                EFFECT_LABELS[f.effect],
                colour=EFFECT_COLOURS[f.effect],
                hint=entry_name(known.powers, f.power),
            ),
            _lines(
                entry_name(known.confidentiality, f.confidentiality),
                entry_name(known.article6, f.article6),
                entry_name(known.article9, f.article9),
            ),
            f.reason,
        ]
        for f in row.findings.all()
    ]
    columns = ["Item", "What the law says", "Confidentiality, Art 6, Art 9", "Reason"]
    told = given(
        ("Consent of the patient", row.get_consent_sought_display()),
        ("About consent", row.consent_reason),
        ("Tells of health by itself", _yes_no(row.reveals_health)),
        ("About that", row.reveals_health_reason),
        ("Data protection officer’s advice", row.dpo_advice),
        ("The agreement that they cite", KEPT_TO if row.narrowed_by_agreement else ""),
        ("In general", row.reason),
        ("By", by_whom(row.reviewer, row.saved_at)),
    )
    tables = [Table("Legal basis of each item", columns, rows)] if rows else []
    return Chapter("legal-basis", "Legal basis", told, tag=_progress(row), tables=tables)


def matched(request: Request) -> list[Chapter]:
    """Whether the person is a patient here: for those who may see the match."""
    return live_and_void(request.matches.all(), _match)


def _match(row: Match) -> Chapter:
    on = [name for flag, name in ((row.on_name, "Name"), (row.on_date_of_birth, "Date of birth")) if flag]
    if row.third:
        on.append(row.get_third_display())
    known = law_of_case(row.request).prohibitions
    rows = given(
        ("Agreed on", on),
        ("On the record", [entry_name(known, code) for code in row.record_flags]),
        ("Note", row.note),
        ("By", by_whom(row.matched_by, row.matched_at)),
    )
    tag = (RESULT_LABELS[row.result], RESULT_COLOURS[row.result])
    return Chapter("match", "Match to a record", rows, tag=tag)


def public_interest(request: Request) -> list[Chapter]:
    """How the public interest was weighed, in words; no score."""
    return live_and_void(request.publicinterestreview_set.all(), _weighed)


def _weighed(row: PublicInterestReview) -> Chapter:
    known = law_of(row)
    factors = [(code, known.factors[code].label) for code in row.factors if code in known.factors]
    told = given(
        ("For disclosing", [f"{code} {text}" for code, text in factors if code.startswith("F")]),
        ("Against", [f"{code} {text}" for code, text in factors if not code.startswith("F")]),
        ("How they weigh", row.reason),
        ("By", by_whom(row.reviewer, row.saved_at)),
    )
    rows: list[list[Any]] = [
        [
            item_name(f.item, known),
            Cell("Disclose", colour="green") if f.advice == "disclose" else Cell("Withhold", colour="grey"),
            f.reason,
        ]
        for f in row.findings.all()
    ]
    tables = [Table("Advice on each item", ["Item", "Advice", "How it would change the outcome"], rows)]
    answers = [(f"{code} {known.questions[code].label}", _answer(row.answers[code]))
               for code in known.questions if row.answers.get(code)]  # fmt: skip
    return Chapter(
        "public-interest",
        "Public interest",
        told,
        tag={"met": ("Met", "green"), "not_met": ("Not met", "red")}.get(row.conclusion, _progress(row)),
        tables=tables if rows else [],
        details=[("The questions and their answers", answers)] if answers else [],
    )


def emergencies_reviewed(request: Request) -> list[Chapter]:
    """What somebody uninvolved found when they looked back at the emergency."""
    found = [
        Chapter(
            "emergency-review",
            "Emergency, looked back at",
            given(("Reason", row.reason), ("By", by_whom(row.reviewed_by, row.reviewed_at))),
            tag=(row.get_finding_display(), "green" if row.finding == "right" else "red"),
        )
        for row in request.emergency_reviews.all()
    ]
    return with_earlier(found[:1], found[1:])


def _answer(value: Any) -> Any:
    """Text, a list of choices, or an answer for each item."""
    if isinstance(value, dict):
        return [f"{key}: {text}" for key, text in value.items()]
    return value


def _progress(row: Any) -> tuple[str, str]:
    finished = row.finished_at is not None
    return ("Finished", "green") if finished else ("Not finished", "yellow")


def _yes_no(value: bool | None) -> str:
    return "Not answered yet" if value is None else ("Yes" if value else "No")


def _lines(*texts: str) -> str:
    return format_html_join(mark_safe("<br>"), "{}", ([text] for text in texts if text))
