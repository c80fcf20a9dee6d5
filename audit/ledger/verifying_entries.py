"""A range of a log's entries against their hashes, form, copies beside them and private parts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from audit.ledger.ahead import Ahead
from audit.ledger.entry import load
from audit.ledger.errors import BadEntry, BadKey, ForgedPrivatePart, UnknownKek
from audit.ledger.findings import Problem, Progress
from audit.ledger.formats.merkle import leaf_hash
from audit.ledger.keys import opened
from audit.ledger.models import Event, Private
from audit.ledger.names import SITE_LOG
from audit.ledger.sealing import unseal

# The time is written as entries write it.
_ROWS = """
    SELECT leaf_index, encode(leaf_hash, 'hex'), event_id::text, event, actor, about,
           to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), entry
    FROM ledger_event WHERE log = %s AND leaf_index >= %s AND leaf_index < %s ORDER BY leaf_index
"""
COPIES = ("event_id", "event", "actor", "about", "at", "log", "origin")


class Rows(Ahead):
    """The rows of a log with indexes from `start` to before `end`, fetched while something else is done."""

    def __init__(self, log: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        super().__init__(_ROWS, [log, start, end])


def verify_range(
    progress: Progress, fetched: Rows, following: Rows | None, origin: str | None
) -> list[bytes] | None:
    """The leaf hashes of a range, recomputed; None where an entry is missing. Problems go to `progress`.

    The rows that follow may still be on their way; when this returns, or raises, they are here.
    """
    start, end = fetched.start, fetched.end
    try:
        found = _verify_entries(progress, fetched, origin)
    finally:
        if following is not None:
            following.settle()
    progress.checked += len(found.hashes)
    _verify_privates(progress, start, end, found.indexes, found.committing)
    return found.hashes if len(found.hashes) == end - start else None


@dataclass(frozen=True, slots=True)
class _Found:
    """What a range's rows gave: leaf hashes, indexes by event id, and what commits to a private part."""

    hashes: list[bytes] = field(default_factory=list)
    indexes: dict[str, int] = field(default_factory=dict)
    committing: dict[str, dict[str, Any]] = field(default_factory=dict)


def _verify_entries(progress: Progress, fetched: Rows, origin: str | None) -> _Found:
    """Each row by itself. Asks the database nothing: the rows that follow are on their way."""
    found, expected = _Found(), fetched.start
    for index, stored, *copies, text in fetched.rows():
        if index != expected:
            _missing(progress, expected, index)
        expected = index + 1
        hashed = leaf_hash(text.encode())
        found.hashes.append(hashed)
        if hashed.hex() != stored:
            progress.add(Problem(index, "leaf_hash", "the stored hash isn't the hash of the entry"))
        try:
            said = _said(text)
        except BadEntry as error:
            progress.add(Problem(index, "form", str(error)))
            continue
        row = (*copies, progress.log, origin)
        if row != _copied(said):
            for code, message in _differences(row, said):
                progress.add(Problem(index, code, message))
        found.indexes[copies[0]] = index
        if said["private"] is not None:
            found.committing[copies[0]] = said
    _missing(progress, expected, fetched.end)
    return found


def _missing(progress: Progress, start: int, end: int) -> None:
    for index in range(start, end):
        progress.add(Problem(index, "missing", "no entry has this index"))


def _said(text: str) -> dict[str, Any]:
    """What the entry says, in plain JSON. Raises BadEntry."""
    said = load(text)
    if not isinstance(said["facts"], dict):
        raise BadEntry("an entry's part has the wrong form")
    return said


def _copied(said: dict[str, Any]) -> tuple[Any, ...]:
    """What the columns beside an entry, its log and its log's origin must be."""
    practice = said["practice"]
    log = SITE_LOG if practice is None else f"practice/{practice}"
    return said["event_id"], said["event"], said["actor"], said["about"], said["at"], log, said["origin"]


def _differences(row: tuple[Any, ...], said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, found, expected in zip(COPIES, row, _copied(said), strict=True):
        if name == "origin" and found != expected:
            yield "origin", "the entry names another origin than the head"
        elif found != expected:
            yield "copy", f"the column {name} differs from the entry"


def _verify_privates(
    progress: Progress, start: int, end: int, indexes: dict[str, int], committing: dict[str, dict[str, Any]]
) -> None:
    entries = Event.objects.filter(log=progress.log, leaf_index__gte=start, leaf_index__lt=end)
    rows = Private.objects.filter(log=progress.log, event_id__in=entries.values("event_id"))
    stored = {str(row.event_id): row for row in rows.select_related("key")}
    for event_id in committing.keys() | (stored.keys() & indexes.keys()):
        index, said, row = indexes[event_id], committing.get(event_id), stored.get(event_id)
        if row is None:
            problem = "the private part that the entry commits to is missing"
            progress.add(Problem(index, "private", problem))
        elif said is None:
            problem = "a private part is stored that the entry doesn't commit to"
            progress.add(Problem(index, "private", problem))
        else:
            for problem in _verify_private(progress, said, row):
                progress.add(Problem(index, "private", problem))


def _verify_private(progress: Progress, said: dict[str, Any], row: Private) -> Iterator[str]:
    private = said["private"]
    if row.key.key_of != private["key_of"]:
        yield "the private part is under the key of another subject"
    try:
        key = opened(row.key)
        if key is None:
            progress.privates_destroyed += 1
            return
        unseal(
            bytes(row.sealed),
            subject_key=key,
            origin=said["origin"],
            event_id=row.event_id,
            committed=private["hmac_sha256"],
        )
        progress.privates_proved += 1
    except UnknownKek:
        progress.privates_unopened += 1
    except (BadKey, ForgedPrivatePart) as error:
        yield str(error)
