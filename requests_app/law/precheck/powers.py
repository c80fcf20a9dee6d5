"""What one claimed power does to a GP practice: read from its entry, on the day of the paper or the
request."""

from collections.abc import Iterator

from requests_app.law import rules
from requests_app.law.entries import Power
from requests_app.law.precheck.line import Line, of
from requests_app.law.precheck.question import Question
from requests_app.law.vocabulary import Answer, Effect, Extent, Issuer, LineKind, Shown

MISSING = {
    Shown.INSTRUMENT: "the order or notice itself",
    Shown.OFFENCE: "the offence",
    Shown.OFFICER: "the officer’s name",
    Shown.PURPOSE: "the purpose",
    Shown.REFERENCE: "their reference",
    Shown.SUPERVISOR: "a supervisor’s countersignature",
    Shown.WRITTEN: "the request in writing",
}
TO_THE_DPO = "No view: ask the data protection officer before anybody relies on it."


def claimed_power(power: Power, question: Question) -> Iterator[Line]:
    """The lines of one claimed power. One that can't be relied on is said to be so, and no more is asked."""
    if question.requester_kind not in power.kinds:
        yield of(
            power,
            LineKind.STOP,
            "not-theirs",
            f"{power.code} is not open to this kind of requester: {power.who}. Ask on which law of their "
            "own they "
            "rely.",
        )
        return
    dead = _not_in_force(power, question) or _does_nothing(power)
    if dead:
        yield dead
        return
    yield from _open_questions(power)
    if power.effect is Effect.COMPEL:
        yield from _compelling(power, question)
    else:
        yield _permitting(power)
    yield from _evidence(power, question)


def _not_in_force(power: Power, question: Question) -> Line | None:
    answer = power.in_force_on(question.made)
    if answer is Answer.YES:
        return None
    if answer is Answer.NO and (power.in_force_from or power.in_force_to):
        text = f"{power.code} was not in force on the day in question. {power.in_force_note}".strip()
        return of(power, LineKind.STOP, "not-in-force", f"{text} Nothing can rest on it.")
    text = f"{power.code} may not be in force. {power.in_force_note} {TO_THE_DPO}"
    return of(power, LineKind.NO_VIEW, "in-force-open", text, views=True)


def _does_nothing(power: Power) -> Line | None:
    """A claim that gives nobody a power over a practice; where that is open, no view."""
    if power.binds_gp is Answer.NO:
        text = f"{power.code} does not reach a GP practice: {power.who}. Nothing can rest on it."
        return of(power, LineKind.STOP, "not-a-practice", text)
    if power.effect is Effect.NONE and power.binds_gp is not Answer.YES:
        text = f"{power.code} gives no power that is known to reach a GP practice. {TO_THE_DPO}"
        return of(power, LineKind.NO_VIEW, "reach-open", text, views=True)
    return None


def _open_questions(power: Power) -> Iterator[Line]:
    """Where law or guidance is disputed, or nobody knows: both views, and no answer."""
    if power.binds_gp in {Answer.CONTESTED, Answer.UNKNOWN}:
        open_how = "contested" if power.binds_gp is Answer.CONTESTED else "not known"
        text = f"Whether {power.code} reaches a GP practice is {open_how}. {power.note} {TO_THE_DPO}"
        yield of(power, LineKind.NO_VIEW, "reach-open", text, views=True)
    elif power.contested:
        text = f"How far {power.code} reaches is contested. {TO_THE_DPO}"
        yield of(power, LineKind.NO_VIEW, "contested", text, views=True)
    if power.displaces_confidence in {Answer.CONTESTED, Answer.UNKNOWN} and power.binds_gp is Answer.YES:
        text = f"Whether {power.code} lifts the duty of confidence is open. {TO_THE_DPO}"
        yield of(power, LineKind.NO_VIEW, "confidence-open", text, views=True)


def _permitting(power: Power) -> Line:
    if power.effect is Effect.NONE:
        text = f"{power.code} obliges nobody to disclose: it binds those who ask. Confidence stands."
    elif power.displaces_confidence is Answer.NO:
        text = (
            f"{power.code} permits and compels nobody, and leaves confidence standing: without consent the "
            "public "
            "interest must outweigh confidence first."
        )
    else:
        text = f"{power.code} permits and compels nobody."
    return of(power, LineKind.WARN, "permits-only", text)


def _compelling(power: Power, question: Question) -> Iterator[Line]:
    """Compulsion is evidenced, never asserted (INV-07): the paper, its kind, whom it names, who confirmed
    it."""
    if power.extent is Extent.ENTRY:
        text = f"{power.code} lets officers in. Nothing need be handed over, and no item is compelled."
        yield of(power, LineKind.WARN, "entry-only", text)
        return
    if power.extent is Extent.OWN_INITIATIVE:
        text = f"{power.code} is a duty to come forward by oneself. Nobody can demand anything under it."
        yield of(power, LineKind.WARN, "own-initiative", text)
        return
    paper = question.paper
    if paper is None:
        text = (
            f"{power.code} compels nothing without its paper: compulsion is shown, not asserted. Until it "
            "comes, this is a request like any other."
        )
        yield of(power, LineKind.STOP, "no-paper", text)
        return
    if paper.kind not in power.instruments:
        text = f"What came is not the paper by which {power.code} compels: ask for that."
        yield of(power, LineKind.STOP, "wrong-paper", text)
    if not paper.names_practice:
        text = f"The paper does not name this practice, so {power.code} does not compel this practice by it."
        yield of(power, LineKind.STOP, "not-named", text)
    level = "V4" if power.issuer is Issuer.COURT else "V2"
    if not rules.at_least(question.level, level):
        where = "the court, tribunal or coroner that issued it" if level == "V4" else "the switchboard"
        text = f"Check the paper with {where} ({level}) before anybody relies on {power.code}."
        yield of(power, LineKind.ASK, "paper-unchecked", text)
    right = paper.kind in power.instruments and paper.names_practice
    if right and rules.compels(power, question.made):
        text = (
            f"{power.code} compels a practice, within the terms of its paper only. What goes beyond is not "
            "compelled."
        )
        yield of(power, LineKind.WARN, "compels", text)


def _evidence(power: Power, question: Question) -> Iterator[Line]:
    """Everything to see for a claimed power; what the record itself lacks is named first."""
    if not power.evidence:
        return
    lacking = [words for what, words in MISSING.items() if what in set(power.record_shows) - question.shows()]
    if lacking:
        text = f"For {power.code} the record lacks: {'; '.join(lacking)}. Ask for all of this."
        yield of(power, LineKind.ASK, "evidence-missing", text, evidence=power.evidence)
    else:
        text = f"For {power.code} see that all of this is there."
        yield of(power, LineKind.WARN, "evidence-to-see", text, evidence=power.evidence)
