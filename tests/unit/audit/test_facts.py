"""Facts are codes: no words and no patient's number gets in, whatever its dress."""

import re
from typing import Any

import nhs_number
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.ledger.canonical import encoded
from audit.ledger.errors import BadEntry
from audit.ledger.facts import checked_facts, encoded_facts

NUMBER = "9434765919"  # a valid NHS number that no patient has


def prefixed(digits: str) -> str:
    return f"nhs:{digits}"


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"outcome": "refused", "count": 3, "urgent": True, "due": None},
        {"items": ["D01", "D03"], "decided": {"D01": "disclose", "D03": ["PI.2", "S10"]}},
        {
            "sha256": "1" * 64,
            "by": "person:00000000-0000-4000-8000-000000000000",
            "at": "2026-11-02T09:30:00Z",
        },
        {"many": 2**53 - 1, "few": -(2**53) + 1},
    ],
)
def test_codes_counts_and_one_level_of_nesting_are_kept(facts: dict[str, Any]) -> None:
    assert checked_facts(facts) == facts


@pytest.mark.parametrize(
    "value",
    ["two words", "line\n", "naïve", "O'Brien", 'a"b', "a\\b", "x" * 201, 1.5, 2**53, b"x", object(), [[1]],
     [{"a": 1}], {"a": {"b": 1}}, {"a": [[1]]}, {"two words": 1}, {"a": "two words"}, ["two words"]],
)  # fmt: skip
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(BadEntry):
        checked_facts({"fact": value})  # type: ignore[dict-item]


@pytest.mark.parametrize("key", ["", "two words", "9lives", "naïve", 'a"b', "k" * 65, 5])
def test_names_of_facts_are_codes(key: Any) -> None:
    with pytest.raises(BadEntry):
        checked_facts({key: 1})


@pytest.mark.parametrize(
    "value",
    [NUMBER, int(NUMBER), -int(NUMBER), f"{NUMBER[:3]}-{NUMBER[3:6]}-{NUMBER[6:]}", f"943.476.{NUMBER[6:]}",
     prefixed(NUMBER), f"patient/{NUMBER}", f"a_{NUMBER}_b", f"+{NUMBER}", [NUMBER], {"n": [int(NUMBER)]}],
)  # fmt: skip
def test_a_valid_nhs_number_is_refused(value: Any) -> None:
    with pytest.raises(BadEntry) as refused:
        checked_facts({"fact": value})
    assert NUMBER[-4:] not in str(refused.value)


@given(st.integers(0, 999_999_999))
def test_every_nhs_number_is_refused_as_text_and_as_a_whole_number(start: int) -> None:
    digits = f"{start:09}{nhs_number.calculate_checksum(f'{start:09}')}"
    if nhs_number.is_valid(digits):
        for value in (digits, prefixed(digits), *([int(digits)] if digits[0] != "0" else [])):
            with pytest.raises(BadEntry):
                checked_facts({"fact": value})


@given(st.uuids() | st.binary(min_size=32, max_size=32).map(bytes.hex))
def test_ids_and_hashes_are_never_taken_for_one(value: object) -> None:
    assert checked_facts({"fact": str(value)}) == {"fact": str(value)}


def test_ten_digits_that_are_no_nhs_number_are_kept() -> None:
    assert checked_facts({"bytes": 4_000_000_000}) == {"bytes": 4_000_000_000}


_TOKENS = st.text("aZ09_.:/+-", max_size=14) | st.text('a"\\\\é ', max_size=3)
_SCALARS = (
    _TOKENS | st.integers() | st.booleans() | st.none() | st.floats() | st.sampled_from([NUMBER, 10**14])
)
_VALUES = _SCALARS | st.lists(_SCALARS, max_size=3) | st.lists(st.lists(_SCALARS, max_size=1), max_size=1)
_KEYS: Any = st.text("aZ9_.-", max_size=3) | st.sampled_from([None, True, 5, 1.5, float("nan")])
_FACTS: Any = st.dictionaries(_KEYS, _VALUES | st.dictionaries(_KEYS, _VALUES, max_size=2), max_size=3)


@given(_FACTS)
def test_the_quick_look_lets_through_what_the_thorough_one_does(facts: dict[str, Any]) -> None:
    try:
        wanted = encoded(checked_facts(facts))
    except BadEntry as refused:
        with pytest.raises(BadEntry, match=re.escape(str(refused))):
            encoded_facts(facts)
    else:
        assert encoded_facts(facts) == wanted


@pytest.mark.parametrize("value", [NUMBER, f"{NUMBER[:3]}-{NUMBER[3:6]}.{NUMBER[6:]}", "a+" + NUMBER])
def test_the_quick_look_leaves_ten_digits_to_the_thorough_one(value: str) -> None:
    with pytest.raises(BadEntry, match="NHS number"):
        encoded_facts({"at": "2026-11-02", "fact": value})
    assert encoded_facts({"at": "2026-11-02", "n": 4_000_000_000}) == '{"at":"2026-11-02","n":4000000000}'
