"""The items in one table for the guardian: how each is held, what the law says, what the reviewer advises."""

from collections.abc import Sequence

from kit.tables import Cell
from requests_app.law.loader import catalogue
from requests_app.law.vocabulary import Handling
from requests_app.presenters.decision import ADVICE, EFFECTS, WITHHELD, ItemRead

COLUMNS = ("Asked for", "By default", "What the law says", "Public interest", "Can it be disclosed?")
HANDLING = {
    Handling.NCND: "Neither confirm nor deny",
    Handling.MATCH_ONLY: "Only to match the person",
    Handling.ITEMISE: "Decided by itself",
    Handling.WITHHOLD: "Withhold",
    Handling.SEPARATE_TEST: "A test of its own: another person’s data",
    Handling.REFUSE: "Refuse",
    Handling.RESTRICT: "Restrict",
}
_EFFECTS = frozenset(EFFECTS.values())
_ADVICE = frozenset(ADVICE.values())


def item_table(items: Sequence[ItemRead]) -> list[list[Cell]]:
    """A row an item. Tags tell what was found; nothing is added up."""
    return [
        [
            Cell(item.name),
            Cell(_default(item.token), hint=WITHHELD[0] if item.proposed_withheld else ""),
            _tag(item, _EFFECTS, "Not reviewed yet"),
            _tag(item, _ADVICE, "Not weighed"),
            Cell("No", colour="red", hint=item.stop)
            if item.stop
            else Cell("If you decide so", colour="grey"),
        ]
        for item in items
    ]


def _default(token: str) -> str:
    """How it is handled unless a guardian approves it, in the catalogue's words."""
    entry = catalogue().items.get(token)
    return HANDLING[entry.handling] if entry else "Asked for in their own words"


def _tag(item: ItemRead, among: frozenset[tuple[str, str]], otherwise: str) -> Cell:
    for label, colour in item.tags:
        if (label, colour) in among:
            return Cell(label, colour=colour)
    return Cell(otherwise)
