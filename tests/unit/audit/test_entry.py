"""The entry's text: exactly one form, readable back, within its size."""

import hashlib
import json
import string
import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.ledger import entry
from audit.ledger.canonical import LARGEST_INTEGER
from audit.ledger.errors import BadEntry
from tests.factories.ledger import AT, entry_text

PERSON = "person:11111111-1111-4111-8111-111111111111"
REQUEST = "request:22222222-2222-4222-8222-222222222222"
PRACTICE = uuid.UUID("33333333-3333-4333-8333-333333333333")
EVENT_ID = uuid.UUID("44444444-4444-4444-8444-444444444444")

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-999_999, LARGEST_INTEGER // 10**15)
    | st.sampled_from(["D01", "a.b"])
)
codes = st.text(string.ascii_letters, min_size=1, max_size=10)
facts = st.dictionaries(
    codes, scalars | st.lists(scalars, max_size=3) | st.dictionaries(codes, scalars, max_size=3)
)
times = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1), timezones=st.timezones())


def test_the_documented_example_is_written_to_the_byte() -> None:
    text = entry.build(
        prefix="desk.example",
        practice=PRACTICE,
        event_id=EVENT_ID,
        event="request.logged",
        actor=PERSON,
        about=REQUEST,
        at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        facts={"route": "letter", "items": ["D01", "D03"]},
        private=None,
    )
    assert text == (
        '{"about":"request:22222222-2222-4222-8222-222222222222",'
        '"actor":"person:11111111-1111-4111-8111-111111111111",'
        '"at":"2026-11-02T09:30:00.000000Z","event":"request.logged",'
        '"event_id":"44444444-4444-4444-8444-444444444444",'
        '"facts":{"items":["D01","D03"],"route":"letter"},'
        '"origin":"desk.example/practice/33333333-3333-4333-8333-333333333333",'
        '"practice":"33333333-3333-4333-8333-333333333333","private":null,"v":1}'
    )
    assert entry.leaf_hash(text).hex() == hashlib.sha256(b"\0" + text.encode()).hexdigest()


@given(facts=facts, at=times, practice=st.none() | st.uuids(), event_id=st.uuids())
def test_an_entry_reads_back_as_it_was_given(
    facts: Any, at: datetime, practice: Any, event_id: uuid.UUID
) -> None:
    commitment = entry.Commitment("0" * 64, REQUEST)
    text = entry_text(facts=facts, at=at, practice=practice, event_id=event_id, private=commitment)
    said = entry.parse(text)
    assert (said.facts, said.at, said.practice, said.event_id) == (
        facts,
        at.astimezone(UTC),
        practice,
        event_id,
    )
    assert said.private == commitment
    assert said.origin.endswith(said.log)
    assert text.isascii()
    assert " " not in text
    assert "\\" not in text


def test_the_time_is_written_in_utc() -> None:
    summer = datetime(2026, 7, 1, 9, 0, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    assert '"at":"2026-07-01T08:00:00.000005Z"' in entry_text(at=summer)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(BadEntry, match="zone"):
        entry_text(at=AT.replace(tzinfo=None))


@pytest.mark.parametrize(
    "value", ["", "Ann Smith", "person:ann", "person:", f"{PERSON} ", "system:", "system:Two Words"]
)
@pytest.mark.parametrize("part", ["actor", "about"])
def test_people_and_things_are_opaque(part: str, value: str) -> None:
    with pytest.raises(BadEntry, match=part):
        entry_text(**{part: value})


def test_an_entry_is_at_most_60000_bytes() -> None:
    room = entry.LARGEST_ENTRY - len(entry_text(facts={"a": []})) - 2  # the last token's quotes
    tokens = ["x" * 200] * (room // 203)
    last = "x" * (room - 203 * len(tokens))
    assert len(entry_text(facts={"a": [*tokens, last]})) == 60_000
    with pytest.raises(BadEntry, match="60001 bytes"):
        entry_text(facts={"a": [*tokens, last + "x"]})


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"extra": 1},
        {"practice": "nowhere"},
        {"event_id": 5},
        {"facts": 5},
        {"at": "yesterday"},
        {"private": {"hmac": "0"}},
        {"practice": 5},
    ],
)
def test_other_texts_are_not_entries(change: dict[str, Any]) -> None:
    said = {**json.loads(entry_text()), **change}
    with pytest.raises(BadEntry):
        entry.parse(json.dumps(said, sort_keys=True, separators=(",", ":")))


@pytest.mark.parametrize("text", ["", "null", "[]", "{}"])
def test_other_json_is_not_an_entry(text: str) -> None:
    with pytest.raises(BadEntry):
        entry.parse(text)


@st.composite
def _odd_texts(draw: st.DrawFn) -> str:
    """An entry with something cut out of it, put into it or written twice."""
    text = entry_text(facts=draw(facts))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 40)))
    odd = draw(
        st.sampled_from(
            [
                "",
                '"',
                "{}",
                "[",
                '"x":1,',
                ',"v":1',
                "null",
                "1.5",
                "-0",
                " ",
                "é",
                "\\\\u0041",
                text[start:end] * 2,
            ]
        )
    )
    return text[:start] + odd + text[end:]


def _read(read: Any, text: str) -> Any:
    try:
        return read(text)
    except BadEntry as error:
        return str(error)


@given(_odd_texts() | facts.map(lambda each: entry_text(facts=each)))
def test_what_is_read_by_its_form_is_what_the_whole_text_says(text: str) -> None:
    assert _read(entry.load, text) == _read(entry._load, text)


def test_facts_nested_too_deep_are_refused_whichever_way_they_are_read() -> None:
    deep = "{" + '"a":{' * 8 + "}" * 9
    for text in (
        entry_text().replace('"facts":{}', f'"facts":{deep}'),
        entry_text().replace("{}", '{"a":01}'),
    ):
        with pytest.raises(BadEntry):
            entry.load(text)
