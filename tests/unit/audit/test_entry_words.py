"""What an entry's facts say in words."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from audit.desk.entry_words import Names, facts_of
from audit.ledger.api import Entry

SOMEBODY = "person:11111111-1111-4111-8111-111111111111"


def said(facts: dict[str, Any]) -> list[tuple[str, str]]:
    entry = Entry(
        log="site",
        leaf_index=0,
        event_id=uuid.uuid4(),
        event="test.happened",
        actor=SOMEBODY,
        about=SOMEBODY,
        facts=facts,
        at=datetime(2026, 11, 2, tzinfo=UTC),
        text="{}",
        private=None,
    )
    return facts_of(entry, Names({SOMEBODY: "Wren Aldersty"}))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"legal_basis_by": SOMEBODY}, ("Legal basis by", "Wren Aldersty")),
        ({"emergency": True}, ("Emergency", "Yes")),
        ({"emergency": False}, ("Emergency", "No")),
        ({"sent": "2026-07-01T11:05:00Z"}, ("Sent", "1 July 2026 at 12:05pm")),
        ({"received": "2026-07-01"}, ("Received", "1 July 2026")),
        ({"size": 41}, ("Size", "41")),
        ({"requester_kind": "police"}, ("Who asked (kind)", "Police")),
        ({"to": "legal_basis"}, ("To", "Legal basis")),
        ({"unheard_of": "X3"}, ("Unheard of", "X3")),
    ],
)
def test_a_fact_reads_as_words(facts: dict[str, Any], words: tuple[str, str]) -> None:
    assert said(facts) == [words]


def test_what_is_said_item_by_item_is_one_row() -> None:
    ((label, text),) = said({"items": {"D06": "disclose", "D08": "withhold"}})
    assert label == "Items"
    first, second = text.splitlines()
    assert first.startswith("D06 ")
    assert first.endswith(": Disclose")
    assert second.endswith(": Withhold")


def test_what_belongs_together_keeps_its_name() -> None:
    found = said({"approval": {"decision": "x", "items": ["D06", "D08"], "route": ""}})
    assert [label for label, _ in found] == ["Approval: Decision", "Approval: Items"]
    assert len(found[1][1].splitlines()) == 2


def test_what_says_nothing_is_left_out() -> None:
    assert said({"a": None, "b": "", "c": [], "d": {}}) == []
