"""Canonical JSON: one value, one text; anything outside the narrow profile is refused."""

import json
from enum import Enum, StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from audit.ledger.canonical import DEEPEST, LARGEST_INTEGER, _quickly, dump, load
from audit.ledger.errors import BadEntry

keys = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
    | st.text(st.characters(exclude_categories=("Cs",)))
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4)
)


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max((depth(item) for item in inner), default=0) if isinstance(value, dict | list) else 0


@given(values.filter(lambda value: depth(value) <= DEEPEST))
def test_what_is_written_reads_back_and_is_written_the_same_again(value: Any) -> None:
    data = dump(value)
    assert load(data) == value
    assert dump(load(data)) == data


@given(values | st.floats(), st.sampled_from([(",", ":"), (", ", ":"), (",", ": ")]), st.booleans())
def test_the_quick_way_is_sure_of_nothing_that_the_slow_way_refuses(
    value: Any, separators: tuple[str, str], ascii_only: bool
) -> None:
    text = json.dumps(value, separators=separators, ensure_ascii=ascii_only)
    read, sure = _quickly(text)
    assert not sure or (dump(read).decode() == text and read == value)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ('{"a":[1,{"b":"c"}]}', True),
        ("[" * DEEPEST + "]" * DEEPEST, True),
        ("[[],[],[],[],[],[],[],[],{}]", True),
        ('{"b":1,"a":1}', False),
        ('{"":1}', False),
        (f'{{"{"k" * 201}":1}}', False),
        ("[" * (DEEPEST + 2) + "]" * (DEEPEST + 2), False),
        ("[1.5]", False),
        ("[NaN]", False),
        ("[9007199254740992]", False),
        ('"\\n"', False),
        ('"é"', False),
        ("[1", False),
        ("[1]x", False),
        ("[-0]", False),
        ('{"a":1,"a":1}', False),
        ('":"', True),
        (f'{{"{"a" * 120}":1,"{"b" * 120}":1}}', True),
        ("", False),
    ],
    ids=["nested", "deep", "many", "order", "no-key", "long-key", "too-deep", "float", "nan", "large",
         "escape", "accent", "cut", "more", "minus-zero", "twice", "colon", "two-keys", "nothing"],
)  # fmt: skip
def test_the_quick_way_knows_what_it_is_for(text: str, sure: bool) -> None:
    assert _quickly(text)[1] is sure


@given(st.dictionaries(keys, scalars, min_size=2))
def test_the_order_in_which_keys_were_given_does_not_matter(value: dict[str, Any]) -> None:
    assert dump(dict(reversed(value.items()))) == dump(value)
    assert list(load(dump(value))) == sorted(value)


@given(st.dictionaries(keys, scalars, min_size=1))
def test_any_other_way_to_write_the_same_is_refused(value: dict[str, Any]) -> None:
    loose = json.dumps(value).encode()  # with spaces after commas and colons
    with pytest.raises(BadEntry):
        load(loose)


@pytest.mark.parametrize(
    "data",
    [b'{"b":1,"a":1}', b'{"a":1,"a":1}', b'"\\u0041"', b"1.0", b"1e3", b"-0", b"NaN", b"[1", b"\xff",
     b"9007199254740992", b"[" * 10 + b"]" * 10],
)  # fmt: skip
def test_other_forms_are_refused(data: bytes) -> None:
    with pytest.raises(BadEntry):
        load(data)


@pytest.mark.parametrize(
    "value",
    [0.5, 1.0, float("nan"), 2**53, -(2**53), b"bytes", {1}, object(), {"": 1}, {"é": 1}, {"a\n": 1}, {1: 1},
     {"k" * 201: 1}, "\ud800", Enum("Colour", "RED").RED],
)  # fmt: skip
def test_values_outside_the_profile_are_refused(value: object) -> None:
    with pytest.raises(BadEntry):
        dump(value)


@pytest.mark.parametrize("value", [2**53 - 1, -(2**53) + 1])
def test_the_largest_integers_are_kept_exactly(value: int) -> None:
    assert load(dump(value)) == value
    with pytest.raises(BadEntry, match=r"2\^53"):
        dump(value + (1 if value > 0 else -1))


def test_nesting_is_bounded() -> None:
    value: Any = 1
    for _ in range(DEEPEST):
        value = [value]
    assert load(dump(value)) == value
    with pytest.raises(BadEntry, match="nested"):
        dump([value])


def test_an_enum_member_is_written_as_its_value() -> None:
    class Outcome(StrEnum):
        REFUSED = "refused"

    class Mixed(str, Enum):  # noqa: UP042 - this older form prints as its name
        REFUSED = "refused"

    assert dump([Outcome.REFUSED, Mixed.REFUSED, (True,)]) == b'["refused","refused",[true]]'


def test_a_refusal_names_the_place_and_never_the_value() -> None:
    with pytest.raises(BadEntry) as refused:
        dump({"reason": [1, {"weight": 72.5}]}, where="private")
    assert "private.reason[1].weight" in str(refused.value)
    assert "72" not in str(refused.value)


@given(values.filter(lambda value: depth(value) <= DEEPEST))
def test_the_package_that_others_use_writes_the_same(value: Any) -> None:
    assert dump(value) == rfc8785.dumps(value)
