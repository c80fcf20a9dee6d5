"""Consents and askings in words: for the story, for choosing one, and for the page that withdraws one."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from consent.models import Asking, Consent
from consent.models.asking import Answer
from kit.dates import date_time, long_date
from kit.tables import Cell
from requests_app.models import AskedItem, LegalBasisReview, Request
from requests_app.policies import asked_now, came_of_asking
from requests_app.presenters.chapter import Chapter, Table, by_whom, given, item_name
from requests_app.selectors.consents import askings_of, consents_of, left_after_told, left_on

EARLIER_PERSON = "Of whom the request named before a correction"
HIDDEN = "Hidden: shown to those who may see whom it is about"
ENDED, FUTURE = ("Ended", "grey"), ("Not valid yet", "yellow")
LIVE, WITHDRAWN = ("Valid", "green"), ("Withdrawn", "red")
MISTAKEN = ("Recorded by mistake", "grey")
TAGS = {
    "asked": ("Asked", "yellow"),
    "given": ("Given", "green"),
    "in_part": ("Given in part", "yellow"),
    "refused": ("Refused", "red"),
    "no_answer": ("No answer", "grey"),
    "withdrawn": ("Withdrawn", "red"),
    "ended": ("Not valid today", "grey"),
}
ANSWERS = {Answer.GIVEN: "green", Answer.REFUSED: "red", Answer.NO_ANSWER: "grey"}


def standing(consent: Consent, day: date) -> tuple[str, str]:
    """Where it stands on a day: its tag's words and colour."""
    if consent.withdrawn_at is not None:
        return MISTAKEN if consent.mistaken else WITHDRAWN
    if day < consent.valid_from:
        return FUTURE
    return LIVE if day <= consent.valid_until else ENDED


def in_a_line(consent: Consent) -> str:
    """D06, D08 for Northmere Police, until 3 March 2026. No name of whoever gave it."""
    return f"{', '.join(consent.items)} for {consent.recipient}, until {long_date(consent.valid_until)}"


def to_choose(consents: Sequence[Consent]) -> list[tuple[str, str]]:
    """Those that weren't withdrawn, as choices."""
    return [(str(row.key), in_a_line(row)) for row in consents if row.withdrawn_at is None]


def what_left(request: Request, consents: Iterable[Consent]) -> list[str]:
    """D06 on 3 March 2026, for each item of these consents that left on a disclosure, once for each day."""
    lines = (f"{one.token} on {long_date(one.day)}" for row in consents for one in left_on(request, row))
    return list(dict.fromkeys(lines))


def of_story(request: Request, day: date, *, seeing: bool) -> list[Chapter]:
    """What the patient was asked and said. seeing: whether the reader sees whom the request is about."""
    askings, consents = askings_of(request), consents_of(request)
    if not askings and not consents:
        return []
    found = came_of_asking(request, day)
    label = dict(LegalBasisReview.ASKED).get(found, "Nothing that counts now")
    tables = [_askings(request, askings, seeing=seeing)] if askings else []
    return [
        Chapter(
            "consent",
            "Consent of the patient",
            [("What came of asking", label)],
            tag=TAGS.get(found, ("None", "grey")),
            warnings=[
                text
                for row in consents
                if row.withdrawn_at is not None
                for text in (_withdrawal(row, seeing=seeing), _left_after(request, row))
                if text
            ],
            tables=tables,
            details=[(_summary(request, row, day), rows_of(request, row, seeing=seeing)) for row in consents],
        )
    ]


def rows_of(request: Request, consent: Consent, *, seeing: bool) -> list[tuple[str, Any]]:
    """One consent, row by row. What could say who the patient is only for those who see that."""
    names = {item.token: item_name(item) for item in asked_now(request) if _as_worded(consent, item)}
    by_phone = [
        row
        for row in (consent.get_identifier_one_display(), consent.get_identifier_two_display())
        if row  # by phone only
    ]

    def words(text: str) -> str:
        return text if seeing or not text else HIDDEN

    return given(
        ("Items", [names.get(token) or _as_it_was(consent, token) for token in consent.items]),
        ("Recipient", consent.recipient),
        ("Purpose", words(consent.purpose)),
        ("Valid", f"{long_date(consent.valid_from)} to {long_date(consent.valid_until)}"),
        ("Given by", consent.get_given_by_display()),
        ("Who spoke for the patient", words(consent.given_by_name)),
        ("What was seen", words(consent.authority_seen)),
        ("Given on", f"{long_date(consent.given_on)}, {consent.get_how_display().lower()}"),
        ("Checked on the phone", by_phone),
        ("Capacity", words(consent.capacity)),
        ("Under 18", "Yes" if consent.patient_is_child else ""),
        ("The child’s competence", words(consent.competence)),
        ("Explained", words(consent.explained)),
        ("Freely given", words(consent.freely_given)),
        ("Evidence", words(consent.evidence)),
        ("Recorded by", by_whom(consent.recorded_by, consent.recorded_at)),
        (
            MISTAKEN[0] if consent.mistaken else "Withdrawn",
            _withdrawal(consent, seeing=seeing) if consent.withdrawn_at is not None else "",
        ),
    )


def _as_worded(consent: Consent, item: AskedItem) -> bool:
    return consent.wording.get(item.token, item.wording) == item.wording


def _as_it_was(consent: Consent, token: str) -> str:
    """An item that isn't asked for any more in the words that were consented to."""
    words = [text for text in consent.wording.get(token, []) if text]
    return (
        f"{token}, as it was worded then: {', '.join(words)}" if words else f"{token}, as it was worded then"
    )


def _summary(request: Request, consent: Consent, day: date) -> str:
    if consent.subject_version != request.subject_version:
        return f"{EARLIER_PERSON}: {in_a_line(consent)}"
    return f"{standing(consent, day)[0]}: {in_a_line(consent)}"


def _withdrawal(consent: Consent, *, seeing: bool) -> str:
    if consent.mistaken:
        why = consent.withdrawn_to if seeing else HIDDEN
        return (
            f"Recorded by mistake, and taken out {date_time(consent.withdrawn_at)}: {in_a_line(consent)}. "
            f"What was wrong: {why}."
        )
    to = f", to {consent.withdrawn_to}" if seeing else ""
    return (
        f"Withdrawn {date_time(consent.withdrawn_at)}, {consent.get_withdrawn_how_display().lower()}{to}: "
        f"{in_a_line(consent)}."
    )


def _left_after(request: Request, consent: Consent) -> str:
    """What left upon it after the practice was told, and what to do about that; "" where nothing did."""
    tokens = left_after_told(request, consent)
    if not tokens:
        return ""
    why = "it was found to be recorded by mistake" if consent.mistaken else "the practice was told"
    return (
        f"{', '.join(tokens)} left upon it after {long_date(consent.withdrawn_on)}, the day on which {why}: "
        "record an incident, if none is recorded yet."
    )


def _askings(request: Request, askings: Sequence[Asking], *, seeing: bool) -> Table:
    rows: list[list[Any]] = [
        [
            f"{long_date(row.asked_on)}, {row.get_means_display().lower()}",
            ", ".join(row.items),
            long_date(row.answer_by),
            Cell(
                row.get_answer_display(),
                colour=ANSWERS[Answer(row.answer)],
                hint=row.answer_reason if seeing or not row.answer_reason else HIDDEN,
            )
            if row.answer
            else Cell("Not answered yet", colour="yellow")
            if row.subject_version == request.subject_version
            else Cell("Not awaited", colour="grey", hint=f"{EARLIER_PERSON}."),
        ]
        for row in askings
    ]
    return Table("When the patient was asked", ["Asked", "Items", "Answer hoped for by", "Answer"], rows)
