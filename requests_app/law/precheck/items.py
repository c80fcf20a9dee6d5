"""What is asked for, item by item: what goes beyond, whose data it is, and how each is handled by itself."""

from collections.abc import Iterator

from requests_app.law import rules
from requests_app.law.entries import Item
from requests_app.law.loader import catalogue
from requests_app.law.precheck.line import OURS, Line, of
from requests_app.law.precheck.question import Question
from requests_app.law.precheck.reach import powers_of
from requests_app.law.ranks import countersigns
from requests_app.law.vocabulary import Handling, LineKind, SpecialCategory

WITHHELD = {
    Handling.MATCH_ONLY: "is used to find the right person, and is not given out unless approved",
    Handling.NCND: "is neither confirmed nor denied unless approved",
    Handling.RESTRICT: "is restricted: it usually tells of an alleged offence",
    Handling.WITHHOLD: "is withheld unless approved with its own reason",
}


def items(question: Question) -> Iterator[Line]:
    """Lines about the items; a line names the items that it concerns."""
    known = catalogue().items
    asked = [known[code] for code in question.items]
    for item in asked:
        yield from _one(item)
    yield from _look_for(asked)
    yield from _sensitive(asked)
    yield from _registration(question)
    if question.own_words:
        yield Line(
            kind=LineKind.ASK,
            rule="own-words",
            text="Asked for in their own words: find the item of the catalogue, or ask what exactly they "
            "need.",
            items=question.own_words,
        )
    yield from _countersignature(asked, question)


def _one(item: Item) -> Iterator[Line]:
    """An item by itself. The cites are this service's practice: handling is no statement of law."""
    token = (item.code,)
    if item.clinical:
        text = (
            f"{item.code} {item.label}: allows a clinical inference, and is outside this register. "
            f"{item.handling_note}"
        )
        yield of(item, LineKind.STOP, "clinical", text.strip(), items=token)
    elif item.others_data and item.handling is Handling.REFUSE:
        text = (
            f"{item.code} {item.label}: other people’s data, which this request gives no reason to disclose."
        )
        yield of(item, LineKind.STOP, "others-data", text, items=token)
    elif item.others_data:
        text = (
            f"{item.code} {item.label}: another person’s data. Ask why they need it: it takes a test of its "
            "own, "
            "and under an order or notice leaves only within its terms."
        )
        yield of(item, LineKind.ASK, "others-data", text, items=token)
    elif item.handling in WITHHELD:
        text = f"{item.code} {item.label} {WITHHELD[item.handling]}. {item.handling_note}"
        yield of(item, LineKind.WARN, "withheld", text.strip(), items=token)


def _look_for(asked: list[Item]) -> Iterator[Line]:
    """The prohibitions to look for before an item leaves, each with its items."""
    for code in sorted({code for item in asked for code in item.prohibitions}):
        prohibition = catalogue().prohibitions[code]
        tokens = [item.code for item in asked if code in item.prohibitions]
        text = (
            f"Look for {code} {prohibition.label} before {', '.join(tokens)} leaves. {prohibition.protects}"
        )
        yield of(prohibition, LineKind.WARN, "look-for", text, items=tokens)


def _sensitive(asked: list[Item]) -> Iterator[Line]:
    """Whether an item is health data, where that is likely (record a condition) or arguable (no view)."""
    likely = {SpecialCategory.LIKELY, SpecialCategory.YES}
    found = tuple(item.code for item in asked if item.special_category in likely)
    if found:
        yield Line(
            kind=LineKind.WARN,
            rule="special-category",
            text=f"{', '.join(found)}: special category data, or likely so. Gate C needs a condition.",
            cite="UK GDPR Arts 9 and 10",
            codes=found,
            items=found,
            check_with_dpo=True,
        )
    arguable = tuple(item.code for item in asked if item.special_category is SpecialCategory.ARGUABLE)
    if arguable:
        engaged = catalogue().article9["A9-none"]
        text = (
            f"{', '.join(arguable)}: whether this is health data is contested. No view: the IG lead says why."
        )
        yield of(engaged, LineKind.NO_VIEW, "arguable-category", text, items=arguable, views=True)


def _registration(question: Question) -> Iterator[Line]:
    """Any value confirms registration (INV-06)."""
    known = catalogue().items
    telling = tuple(code for code in question.items if known[code].implies_registration)
    if telling or question.own_words:
        yield of(
            known[rules.REGISTERED],
            LineKind.WARN,
            "implies-registration",
            "To give any value, or to say that there is none, tells whether the person is registered. Every "
            "reply "
            "before a decision neither confirms nor denies.",
            items=(*telling, *question.own_words),
        )


def _countersignature(asked: list[Item], question: Question) -> Iterator[Line]:
    """An address without compulsion takes a supervisor's signature, of inspector's rank or above:
    practice."""
    addresses = tuple(item.code for item in asked if item.is_address)
    if not (addresses and question.address_needs_countersignature) or question.paper or question.emergency:
        return
    kind = catalogue().requester_kinds.get(question.requester_kind)
    if not powers_of(question)["permit"] or (kind is not None and kind.own_data):
        return
    if question.supervisor and countersigns(question.supervisor_rank):
        return
    who = (
        "The supervisor’s rank is not one that countersigns"
        if question.supervisor
        else "No supervisor signed"
    )
    yield Line(
        kind=LineKind.ASK,
        rule="countersignature",
        text=f"{who}. An address that nothing compels needs the signature of an inspector or above; the "
        "guardian may "
        "waive it with a reason. A rank is practice, not statute.",
        cite=OURS,
        items=addresses,
    )
