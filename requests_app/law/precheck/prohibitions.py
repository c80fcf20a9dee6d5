"""Which prohibitions bite, and what it would take to go past one."""

from collections.abc import Iterator

from requests_app.law.entries import Prohibition
from requests_app.law.loader import catalogue
from requests_app.law.precheck.line import Line, of
from requests_app.law.precheck.question import Question
from requests_app.law.vocabulary import InstrumentKind, LineKind, Override

PAST = {
    Override.STATUTORY_EXCEPTION: "Nothing passes it but a named statutory exception, with recorded legal "
    "advice and a "
    "second senior person.",
    Override.SECOND_SENIOR: "Nothing passes it but recorded advice and a second senior person.",
    Override.COURT_ONLY: "Only a court’s order passes it: to the court alone, with a covering note on the "
    "risk and the "
    "data protection officer’s advice.",
    Override.NEVER: "It stops a reason, not an item: nobody’s nationality or ethnicity weighs for or "
    "against.",
}
COURTS = ("court", "tribunal")
ORDERS = (InstrumentKind.COURT_ORDER, InstrumentKind.SUMMONS)


def prohibitions(question: Question) -> Iterator[Line]:
    """A line for each flag, and the reminders that go with this kind of requester."""
    known = catalogue()
    for code in question.flags:
        if code in known.prohibitions:
            yield _flagged(known.prohibitions[code], question)
    kind = known.requester_kinds.get(question.requester_kind)
    for code in kind.reminders if kind else ():
        yield _reminder(known.prohibitions[code])


def _flagged(entry: Prohibition, question: Question) -> Line:
    if entry.override is Override.NEVER:
        return _reminder(entry)
    offence = " To disclose it is an offence." if entry.offence else ""
    also = " It stops an emergency too." if entry.stops_emergency and question.emergency else ""
    if entry.override is Override.COURT_ONLY:
        ordered = question.paper is not None and question.paper.kind in ORDERS
        if ordered and question.requester_kind in COURTS:
            text = (
                f"{entry.code} {entry.label} does not stop this order: disclose to the court alone. "
                f"{PAST[entry.override]}"
            )
            return of(entry, LineKind.WARN, "court-only", text)
        if question.emergency:
            text = (
                f"{entry.code} {entry.label}: ask first whether “safe and well” is enough. {entry.protects}"
            )
            return of(entry, LineKind.ASK, "safe-and-well", text)
    text = f"{entry.code} {entry.label}: {entry.protects}{offence}{also} {PAST[entry.override]}"
    return of(entry, LineKind.STOP, "prohibited", text)


def _reminder(entry: Prohibition) -> Line:
    return of(entry, LineKind.WARN, "reminder", f"{entry.code}: {entry.protects} {PAST[entry.override]}")
