"""The entry: the text that everything else is checked against. Its format never changes; `v` would."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from audit.ledger import canonical, names
from audit.ledger.errors import BadEntry
from audit.ledger.facts import Fact, encoded_facts
from audit.ledger.formats import merkle

VERSION = 1
LARGEST_ENTRY = 60_000  # bytes: a tile of such entries stays within 16-bit lengths (C2SP tlog-tiles)
_STRING = r"[!#-\[\]-~]*"  # what needs no escape
_FORM = re.compile(
    rf'\{{"about":"({_STRING})","actor":"({_STRING})","at":"({_STRING})","event":"({_STRING})"'
    rf',"event_id":"({_STRING})","facts":(\{{.*\}}),"origin":"({_STRING})","practice":(null|"{_STRING}")'
    rf',"private":(null|\{{"hmac_sha256":"[0-9a-f]{{64}}","key_of":"{_STRING}"\}}),"v":1\}}'
)
KEYS = ("about", "actor", "at", "event", "event_id", "facts", "origin", "practice", "private", "v")
_HMAC = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Commitment:
    """What an entry says of its private part: the HMAC, and the subject under whose key it is."""

    hmac_sha256: str
    key_of: str


@dataclass(frozen=True, slots=True)
class EntryContent:
    """What an entry says, read back."""

    origin: str
    practice: uuid.UUID | None
    event_id: uuid.UUID
    event: str
    actor: str
    about: str
    at: datetime
    facts: dict[str, Any]
    private: Commitment | None

    @property
    def log(self) -> str:
        """The log that the entry belongs to."""
        return names.log_name(self.practice)


def build(
    *,
    prefix: str,
    practice: uuid.UUID | None,
    event_id: uuid.UUID,
    event: str,
    actor: str,
    about: str,
    at: datetime,
    facts: Mapping[str, Fact],
    private: Commitment | None,
) -> str:
    """The entry's text, canonical ASCII. `prefix` starts the log's origin. Raises BadEntry.

    Put together from parts that need no escape, each checked: half the time of encoding them as one object.
    """
    log = names.log_name(practice)
    of = "null" if practice is None else f'"{practice}"'
    kept = "null"
    if private is not None:
        kept = f'{{"hmac_sha256":"{private.hmac_sha256}","key_of":"{private.key_of}"}}'
    text = (
        f'{{"about":"{names.checked_reference(about, what="about")}"'
        f',"actor":"{names.checked_reference(actor, what="actor")}"'
        f',"at":"{instant(at)}","event":"{event}","event_id":"{event_id}"'
        f',"facts":{encoded_facts(facts)}'
        f',"origin":"{prefix}/{log}","practice":{of},"private":{kept},"v":{VERSION}}}'
    )
    if len(text) > LARGEST_ENTRY:
        raise BadEntry(f"the entry would have {len(text)} bytes, more than {LARGEST_ENTRY}")
    return text


def load(text: str) -> dict[str, Any]:
    """An entry's text as plain JSON. Raises BadEntry unless it is canonical and of this version.

    What build() writes has one form, in which the facts alone need to be read as JSON: a third less time.
    """
    form = _FORM.fullmatch(text)
    if form is None or form[6].count("{") + form[6].count("[") >= canonical.DEEPEST:
        return _load(text)
    about, actor, at, event, event_id, facts, origin, practice, private = form.groups()
    try:
        said = canonical.load(facts.encode())
    except BadEntry:
        return _load(text)  # to say what is wrong of the whole
    return {
        "about": about,
        "actor": actor,
        "at": at,
        "event": event,
        "event_id": event_id,
        "facts": said,
        "origin": origin,
        "practice": None if practice == "null" else practice[1:-1],
        "private": None if private == "null" else json.loads(private),
        "v": VERSION,
    }


def _load(text: str) -> dict[str, Any]:
    said = canonical.load(text.encode())
    if not isinstance(said, dict) or tuple(said) != KEYS or said["v"] is True or said["v"] != VERSION:
        raise BadEntry("not an entry of version 1")
    if said["private"] is not None and not _is_commitment(said["private"]):
        raise BadEntry("an entry's part has the wrong form")
    return said


def parse(text: str) -> EntryContent:
    """What an entry's text says. Raises BadEntry unless it is canonical and of this version."""
    said = load(text)
    try:
        return EntryContent(
            origin=str(said["origin"]),
            practice=None if said["practice"] is None else uuid.UUID(said["practice"]),
            event_id=uuid.UUID(said["event_id"]),
            event=str(said["event"]),
            actor=str(said["actor"]),
            about=str(said["about"]),
            at=datetime.fromisoformat(said["at"]),
            facts=dict(said["facts"]),
            private=None if said["private"] is None else Commitment(**said["private"]),
        )
    except (AttributeError, TypeError, ValueError):
        raise BadEntry("an entry's part has the wrong form") from None


def _is_commitment(private: object) -> bool:
    return (
        isinstance(private, dict)
        and private.keys() == {"hmac_sha256", "key_of"}
        and all(isinstance(value, str) for value in private.values())
        and bool(_HMAC.fullmatch(private["hmac_sha256"]))
    )


def instant(at: datetime) -> str:
    """A time as entries write it, such as 2026-11-02T09:30:00.000000Z. Raises BadEntry without a zone."""
    if at.tzinfo is None or at.utcoffset() is None:
        raise BadEntry("an entry's time needs its zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def leaf_hash(text: str) -> bytes:
    """The RFC 6962 leaf hash of an entry's text."""
    return merkle.leaf_hash(text.encode())
