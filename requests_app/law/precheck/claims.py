"""What the requester claims, claim by claim: an exemption is no power (INV-01), an agreement no basis
(INV-03)."""

from collections.abc import Iterator

from requests_app.law.entries import ClaimedAgreement, Exemption
from requests_app.law.loader import catalogue
from requests_app.law.precheck.line import Line, of
from requests_app.law.precheck.powers import claimed_power
from requests_app.law.precheck.question import Question
from requests_app.law.vocabulary import LineKind

AGREEMENT, LAW_IN_WORDS, NO_LAW = "AG-OTHER", "LAW-OTHER", "LAW-NONE"


def claims(question: Question) -> Iterator[Line]:
    """A line or more for each claim, and for what is claimed in words or not at all."""
    known = catalogue()
    for code in question.claims:
        if code in known.powers:
            yield from claimed_power(known.powers.on(code, question.made), question)
        elif code in known.exemptions:
            yield _exemption(known.exemptions.on(code, question.made))
    if question.agreement or question.agreement_words or AGREEMENT in question.claims:
        yield _agreement(known.claims[AGREEMENT], question)
    if question.law_words or LAW_IN_WORDS in question.claims:
        yield of(
            known.claims[LAW_IN_WORDS],
            LineKind.ASK,
            "law-in-words",
            "They cite a law in their own words: ask for the section, and look for it in the catalogue. "
            "Rely on "
            "nothing that you have not read.",
        )
    if not names_anything(question):
        yield of(
            known.claims[NO_LAW],
            LineKind.ASK,
            "no-law",
            "They name no law: ask on which law they rely, and what it obliges the practice to do.",
        )


def names_anything(question: Question) -> bool:
    """Whether the requester claims any law, in code or words; an agreement alone is none."""
    agreements = {AGREEMENT, NO_LAW}
    return question.law_words or bool(set(question.claims) - agreements)


def _exemption(entry: Exemption) -> Line:
    if not entry.open_to_practice:
        text = (
            f"{entry.code} {entry.label} is not a practice’s to use: {entry.who}. Nothing can rest on it. "
            f"{entry.note}"
        )
        return of(entry, LineKind.STOP, "exemption-not-ours", text.strip())
    return of(
        entry,
        LineKind.WARN,
        "exemption-no-power",
        f"{entry.code} is an exemption, not a power: it switches off duties of data protection. It obliges "
        "nobody, "
        "and does not by itself justify a disclosure.",
    )


def _agreement(entry: ClaimedAgreement, question: Question) -> Line:
    """An agreement is never a basis, in force or not; it may only narrow what a power allows."""
    agreement = question.agreement
    if agreement is None:
        return of(
            entry,
            LineKind.ASK,
            "agreement-unknown",
            "They cite an agreement that is not linked to the register: find out which it is, and how it "
            "stands. An "
            "agreement is never a basis: ask on which law they rely.",
        )
    never = "An agreement is never a basis: ask on which law they rely."
    if not agreement.in_force:
        text = f"The agreement “{agreement.name}” stands today as: {agreement.status}. {never}"
        return of(entry, LineKind.STOP, "agreement-fallen", text)
    if not agreement.joined:
        text = (
            f"This practice has not joined the agreement “{agreement.name}”, so it does not cover it. {never}"
        )
        return of(entry, LineKind.STOP, "agreement-not-joined", text)
    text = f"The agreement “{agreement.name}” is in force, and may only narrow what a power allows. {never}"
    return of(entry, LineKind.WARN, "agreement-narrows", text)
