"""Spans by COPY give what spans through the ORM give; a text that is no entry is found, not lost."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from audit.ledger.api import (
    Found,
    Span,
    counts_in,
    entries_of_logs,
    log_name,
    recorded_among,
    size_of,
    sizes_of,
    streamed,
    write_texts,
)
from audit.ledger.models import Event
from audit.ledger.spans import as_found
from audit.ledger.streaming import AT_ONCE, Passed
from practices.models import Practice
from tests.factories.ledger import a_person, recorded
from tests.factories.many_entries import AT, fill
from tests.factories.people import a_practice
from tests.support.queries import counted

pytestmark = pytest.mark.django_db(transaction=True)
EVENTS = frozenset({"decision.refused"})


def span_of(practice: Practice, **more: Any) -> Span:
    log, day = log_name(practice.public_id), AT.replace(hour=0)
    return Span(
        **{
            "log": log,
            "size": size_of(log),
            "events": EVENTS,
            "since": day,
            "before": day + timedelta(days=1),
            **more,
        }
    )


def through_the_orm(span: Span) -> list[Found]:
    rows = Event.objects.filter(
        log=span.log,
        leaf_index__lt=span.size,
        event__in=span.events,
        at__gte=span.since,
        at__lt=span.before,
    )
    return [as_found(row) for row in rows.order_by("at", "leaf_index")]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_the_same_as_through_the_orm(size: int) -> None:
    practice = a_practice()
    fill(practice, 7)
    fill(a_practice(), 3)
    for more in (
        {},
        {"size": 4},
        {"since": AT + timedelta(microseconds=2)},
        {"events": frozenset({"no.such"})},
    ):
        span = span_of(practice, **more)
        batches = list(streamed(span, size))
        assert all(0 < len(batch) <= size for batch in batches)
        assert [row for batch in batches for row in batch] == through_the_orm(span)


def test_of_several_logs_by_log_time_and_index() -> None:
    logs = {}
    for practice in (a_practice(), a_practice()):
        fill(practice, 3)
        logs[log_name(practice.public_id)] = span_of(practice)
    day = AT.replace(hour=0)
    asked: dict[str, Any] = {"events": EVENTS, "since": day, "before": day + timedelta(days=1)}
    found = entries_of_logs(logs, limit=10, **asked)
    expected = [(log, row) for log in sorted(logs) for row in through_the_orm(logs[log])]
    assert found == expected
    assert entries_of_logs(logs, limit=4, **asked) == expected[:4]


def test_spans_are_counted_in_their_order_and_in_one_query() -> None:
    """Each by its own size, time and events."""
    practice = a_practice()
    fill(practice, 7)
    fill(other := a_practice(), 3)
    spans = [
        span_of(practice),
        span_of(practice, size=3),
        span_of(other),
        span_of(a_practice()),
        span_of(practice, before=AT),
        span_of(practice, since=AT + timedelta(microseconds=3)),
        span_of(practice, events=frozenset({"decision.approved"})),
        span_of(practice, events=frozenset({"decision.approved", "decision.refused"})),
    ]
    with counted() as asked:
        assert counts_in(spans) == [7, 3, 3, 0, 0, 1, 0, 7]
    assert len(asked) == 1
    assert counts_in([]) == []


def test_the_sizes_of_several_logs_in_one_query() -> None:
    full, empty = a_practice(), a_practice()
    fill(full, 4)
    logs = [log_name(practice.public_id) for practice in (full, empty)]
    before = size_of("site")
    with counted() as asked:
        assert sizes_of([*logs, "site"]) == {logs[0]: 4, logs[1]: 0, "site": before}
    assert len(asked) == 1


def test_texts_pass_as_they_were_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    practice = a_practice()
    fill(practice, 7)
    sink = io.BytesIO()
    write_texts(span_of(practice, size=6), sink)
    assert (
        sink.getvalue().decode().splitlines()
        == [row.entry.text for row in through_the_orm(span_of(practice)) if row.entry][:6]
    )
    assert AT_ONCE > 6
    monkeypatch.setattr("audit.ledger.streaming.AT_ONCE", 2)
    again = io.BytesIO()
    write_texts(span_of(practice, size=6), again)
    assert again.getvalue() == sink.getvalue()


def test_a_private_part_is_told_of() -> None:
    person = a_person()
    done = recorded(about=person, private={"name": "Una Halloway"})
    span = Span(
        done.log,
        size_of(done.log),
        frozenset({"test.happened"}),
        AT - timedelta(days=9000),
        AT + timedelta(days=9000),
    )
    found = next(row for batch in streamed(span) for row in batch if row.event_id == done.event_id)
    assert found.entry is not None
    assert found.entry.private is not None
    assert found.entry.private.key_of == person


def test_a_text_that_is_no_entry_any_more_has_its_row(unguarded: Any) -> None:
    practice = a_practice()
    fill(practice, 2)
    unguarded.execute(
        "UPDATE ledger_event SET entry = replace(entry, 'facts', 'fakts') WHERE log = %s AND leaf_index = 1",
        [log_name(practice.public_id)],
    )
    connection.close()
    (first, second), *_ = streamed(span_of(practice))
    assert first.intact
    assert first.entry is not None
    assert not second.intact
    assert second.entry is None


def test_a_changed_entry_is_counted_while_it_passes(unguarded: Any) -> None:
    practice = a_practice()
    fill(practice, 5)
    sink = io.BytesIO()
    assert write_texts(span_of(practice), sink) == Passed(5, 0)
    unguarded.execute(
        "UPDATE ledger_event SET entry = replace(entry, 'REFUSE_NCND', 'NOT_HELD') WHERE log = %s"
        " AND leaf_index = 3",
        [log_name(practice.public_id)],
    )
    connection.close()
    again = io.BytesIO()
    assert write_texts(span_of(practice), again) == Passed(5, 1)
    assert again.getvalue().count(b"NOT_HELD") == 1


def test_which_events_a_log_has() -> None:
    done, other = recorded(), a_practice().public_id
    assert recorded_among(done.log, [done.event_id, other]) == {done.event_id}
