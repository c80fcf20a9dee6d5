"""The root log's leaves: each other log's newest checkpoint that isn't among them yet."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from audit.ledger.formats.checkpoints import Checkpoint
from audit.ledger.signing import tables
from audit.ledger.signing.state import State

_LAST = "SELECT max(leaf_index) FROM ledger_root_leaf WHERE origin = %s"
_KNOWN = "SELECT of_origin, max(of_size) FROM ledger_root_leaf WHERE origin = %s GROUP BY of_origin"
_APPEND = """
    INSERT INTO ledger_root_leaf (origin, leaf_index, of_origin, of_size, leaf)
    SELECT %(origin)s, %(end)s + new.place - 1, new.of_origin, new.of_size, new.leaf
    FROM unnest(%(origins)s::text[], %(sizes)s::bigint[], %(leaves)s::text[])
        WITH ORDINALITY AS new (of_origin, of_size, leaf, place)
"""


def end_of(state: State) -> int:
    """How many leaves there are."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [state.origin])
        (last,) = cursor.fetchone()
    return 0 if last is None else int(last) + 1  # in Python: the last may have the largest index there is


def known_sizes(state: State) -> dict[str, int]:
    """Up to what size the root log knows each other log, by origin."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [state.origin])
        return dict(cursor.fetchall())


def append(state: State, signed: Iterable[Checkpoint]) -> Sequence[Checkpoint]:
    """Add checkpoints as leaves, in the order of their origins; those that were added.

    They commit before anything is signed over them, as the entries of other logs do. Raises Busy.
    """
    new = sorted(signed, key=lambda checkpoint: checkpoint.origin)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        tables.take_turn(cursor)
        tables.store_tree(cursor, state, state.signed, timezone.now())  # leaves refer to it
        given: dict[str, Any] = {
            "origin": state.origin,
            "end": end_of(state),
            "origins": [checkpoint.origin for checkpoint in new],
            "sizes": [checkpoint.size for checkpoint in new],
            "leaves": [str(checkpoint) for checkpoint in new],
        }
        cursor.execute(_APPEND, given)
    return new
