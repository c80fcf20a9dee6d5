"""What the guardian reads before deciding: one page, made from the request's story.

The request comes with its story loaded (selectors.load_story), so nothing here asks the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from kit.dates import date_time, long_date
from requests_app import policies
from requests_app.law import rules
from requests_app.law.base import Tagged
from requests_app.law.loader import catalogue
from requests_app.models import AskedItem, LegalBasisFinding, LegalBasisReview, Match, Request
from requests_app.presenters.agreements import KEPT_TO
from requests_app.presenters.chapter import Row, item_name

EFFECTS = {
    LegalBasisFinding.COMPELLED: ("The law compels it", "blue"),
    LegalBasisFinding.CONSENTED: ("The patient consented", "green"),
    LegalBasisFinding.PERMITTED: ("The law permits it", "purple"),
    LegalBasisFinding.NO_BASIS: ("No basis", "red"),
}
ADVICE = {"disclose": ("Advised: disclose", "aqua-green"), "withhold": ("Advised: withhold", "orange")}
WITHHELD = ("Proposed as withheld", "grey")
SEEK_ADVICE = ("Seek advice", "yellow")


@dataclass(frozen=True)
class Law:
    """One law, with its citation and what to beware of."""

    name: str
    cite: str
    note: str = ""
    seek_advice: bool = False
    check_with_dpo: bool = False


@dataclass(frozen=True)
class ItemRead:
    """One item with what the reviews found, and why it can't be disclosed ("" when it can)."""

    token: str
    name: str
    tags: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    stop: str
    confidentiality: str
    advice: str
    proposed_withheld: bool
    in_a_line: str


def law(code: str) -> Law | None:
    """A power, exemption or claim in a line; None for no code. An unknown code stands for itself."""
    if not code:
        return None
    entry = catalogue().claimable.get(code)
    if entry is None:
        return Law(code, "")
    return Law(
        f"{code} {entry.label}",
        entry.cite,
        entry.contested,
        seek_advice=entry.seek_advice,
        check_with_dpo=entry.check_with_dpo,
    )


def laws(codes: Iterable[str]) -> list[Law]:
    """Each law once, in the order met."""
    return [found for code in dict.fromkeys(codes) if (found := law(code))]


def claimed(case: Request) -> list[Law]:
    """What the requester claims."""
    return laws(claim.code for claim in case.claims.all())


def relied_on(case: Request) -> list[Law]:
    """What the legal-basis review relies on."""
    review = policies.live(case.legalbasisreview_set.all())
    return laws(finding.power for finding in review.findings.all()) if review else []


def items_read(case: Request) -> list[ItemRead]:
    """Every item with its legal finding, the advice on it, and what stops its disclosure."""
    legal = policies.live(case.legalbasisreview_set.all())
    test = policies.live(case.publicinterestreview_set.all())
    checked = policies.live(case.verifications.all())
    findings = {f.item_id: f for f in legal.findings.all()} if legal else {}
    advice = {f.item_id: f for f in test.findings.all()} if test else {}
    level = checked.level if checked else "V0"
    return [
        _item_read(case, item, findings.get(item.pk), advice.get(item.pk), level)
        for item in sorted(policies.asked_now(case), key=lambda item: item.position)
    ]


def effects_found(reviews: Iterable[LegalBasisReview]) -> list[Row]:
    """What the live legal-basis review says of each item so far, in short."""
    review = policies.live(reviews)
    if review is None:
        return []
    return [(item_name(f.item), EFFECTS[f.effect][0]) for f in review.findings.all() if not f.item.dropped]


def unsigned(case: Request) -> list[str]:
    """The items that lack a supervisor's countersignature, should they be disclosed."""
    legal = policies.live(case.legalbasisreview_set.all())
    effects = {f.item.token: f.effect for f in legal.findings.all()} if legal else {}
    asked = [item.token for item in policies.asked_now(case)]
    return policies.uncountersigned(
        case, {token: effects[token] for token in asked if effects.get(token) == LegalBasisFinding.PERMITTED}
    )


def _item_read(case: Request, item: AskedItem, finding: Any, advised: Any, level: str) -> ItemRead:
    tags = [EFFECTS[finding.effect]] if finding else []
    if advised:
        tags.append(ADVICE[advised.advice])
    if item.proposed_withheld:
        tags.append(WITHHELD)
    power = law(finding.power) if finding else None
    if power and power.seek_advice:
        tags.append(SEEK_ADVICE)
    return ItemRead(
        token=item.token,
        name=item_name(item),
        tags=tuple(tags),
        rows=tuple(_item_rows(item, finding, advised, power)),
        stop=_stop(case, item, finding, level),
        confidentiality=finding.confidentiality if finding else "",
        advice=advised.advice if advised else "",
        proposed_withheld=item.proposed_withheld,
        in_a_line=". ".join(label for label, _ in tags),
    )


def _item_rows(item: AskedItem, finding: Any, advised: Any, power: Law | None) -> Iterable[Row]:
    entry = catalogue().items.get(item.code)
    if entry:
        yield "How we hold it", f"{entry.item_class}. {entry.handling_note}".strip()
    if finding:
        if power:
            yield "Law relied on", f"{power.name}: {power.cite}"
            if power.note:
                yield "In dispute", power.note
        gates = [
            _named(catalogue().confidentiality, finding.confidentiality),
            _named(catalogue().article6, finding.article6),
            _named(catalogue().article9, finding.article9),
        ]
        if any(gates):
            yield "Confidentiality and data protection", [gate for gate in gates if gate]
        yield "Legal reasons", finding.reason
    if advised:
        yield "How it would change the outcome", advised.reason


def _named(table: Any, code: str) -> str:
    entry: Tagged | None = table.get(code)
    if entry is None:
        return code
    named = f"{code} {entry.label} ({entry.cite})" if entry.cite else f"{code} {entry.label}"
    return f"{named}. {entry.caution}" if entry.caution else named


def _stop(case: Request, item: AskedItem, finding: Any, level: str) -> str:
    """Why this item can't be disclosed now, in words; "" when it can."""
    if finding is None or finding.effect == LegalBasisFinding.NO_BASIS:
        return "No legal basis was found for it, so it is withheld."
    if finding.consent is not None:
        why = policies.why_not_covered(case, finding.consent, item, timezone.now())
        if why:
            return f"{why} Return it to the legal-basis review, or withhold it."
    return policies.verification_gap(
        case, level, token=item.token, effect=finding.effect, power=finding.power
    )


def consent_rows(review: LegalBasisReview | None) -> list[Row]:
    """Whether the patient was asked, and the data protection officer's advice."""
    if review is None:
        return [("Legal-basis review", "Not done")]
    rows: list[Row] = [("Consent", review.get_consent_sought_display())]
    if review.consent_reason:
        rows.append(("Why", review.consent_reason))
    if review.narrowed_by_agreement:
        rows.append(("The agreement that they cite", KEPT_TO))
    if review.dpo_advice:
        rows.append(("Data protection officer’s advice", review.dpo_advice))
    if review.reveals_health:
        rows.append(("The request itself tells of health", review.reveals_health_reason or "Yes"))
    rows.append(("Legal-basis review", f"{review.reviewer.full_name}, {date_time(review.saved_at)}"))
    if review.reason:
        rows.append(("In general", review.reason))
    return rows


def match_rows(match: Match | None, *, needed: bool) -> list[Row]:
    """The match, to those who may see it."""
    if match is None:
        return [("Match", "Not looked up" if needed else "Nobody is named, so nobody was looked up")]
    rows: list[Row] = [
        ("Match", match.get_result_display()),
        ("By", f"{match.matched_by.full_name}, {date_time(match.matched_at)}"),
    ]
    if match.note:
        rows.append(("Note", match.note))
    return rows


def prohibition_rows(case: Request) -> list[Row]:
    """Prohibitions on the face of the request or on the record, with what each protects."""
    flags = sorted(policies.record_flags(case))
    if not flags:
        return [("Prohibitions", "None seen on the request or on the record")]
    known = catalogue().prohibitions
    return [
        (f"{code} {known[code].label}", f"{known[code].protects} {known[code].cite}".strip())
        for code in flags
        if code in known
    ]


def factors_in_words(codes: Iterable[str], side: str) -> list[str]:
    """The factors of one side ("for" or "against"), in words."""
    known = catalogue().factors
    return [f"{code} {known[code].label}" for code in codes if code in known and known[code].side == side]


def weighed(case: Request) -> dict[str, Any] | None:
    """The public-interest review in words; None where it wasn't needed or isn't done."""
    review = policies.live(case.publicinterestreview_set.all())
    if review is None:
        return None
    answered = [
        (f"{code} {question.question}", text)
        for code, question in catalogue().questions.items()
        if (text := _words(review.answers.get(code, "")))
    ]
    return {
        "rows": [
            ("Conclusion", review.get_conclusion_display()),
            ("For disclosure", factors_in_words(review.factors, "for")),
            ("Against disclosure", factors_in_words(review.factors, "against")),
            ("How they weigh", review.reason),
            ("By", f"{review.reviewer.full_name}, {date_time(review.saved_at)}"),
        ],
        "answers": answered,
    }


def _words(answer: Any) -> Any:
    """An answer as it was given: text, or a text for each item."""
    if isinstance(answer, dict):
        return [f"{key}: {text}" for key, text in answer.items() if str(text).strip()]
    return answer if isinstance(answer, list) else str(answer).strip()


def earlier_decisions(case: Request) -> list[Row]:
    """What was decided before in this request, and why it no longer stands."""
    return [
        (
            f"{catalogue().outcomes[past.outcome].label}",
            f"{past.decided_by.full_name}, {long_date(past.decided_at)}. {past.reason}"
            + (f" No longer stands: {past.voided_because}." if past.voided_at else ""),
        )
        for past in case.decisions.all()
    ]


def implied_note(items: Sequence[ItemRead]) -> str:
    """What the guardian must know about D01 (INV-06)."""
    asked = any(item.token == rules.REGISTERED for item in items)
    note = "Giving any value confirms that the person is registered here."
    return f"{note} So if you disclose one, disclose D01 too." if asked else note
