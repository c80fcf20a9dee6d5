"""A history in words: labels and names, in a fixed number of queries, private parts only when asked for."""

import uuid

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from audit.desk.history import history_of
from audit.ledger.api import destroy_keys
from practices.models import Person
from tests.factories.ledger import AT, HAPPENED, VIEWED, a_request, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return Person.objects.create_user("ann@example.org", "Ann Example")


def test_a_line_says_who_did_what_and_when_in_words(ann: Person) -> None:
    about = a_request()
    facts = {
        "route": "letter",
        "copies": 2,
        "urgent": True,
        "by_hand": False,
        "due": None,
        "items": ["D01", "D03"],
        "decided": {"D01": "disclose", "D03": ["PI.2", "S10"]},
        "named_to": [ann.opaque],
        "other": "person:nobody",
        "nothing": [],
    }
    done = recorded(actor=ann.opaque, about=about, facts=facts, at=AT, private={"why": "so"})
    (line,) = history_of("site", about, include_views=False).lines
    assert (line.label, line.actor, line.at) == ("Something happened", "Ann Example", AT)
    assert (line.event, line.event_id, line.leaf_index) == (HAPPENED, done.event_id, 0)
    assert dict(line.facts) == {
        "Route": "letter",
        "Copies": "2",
        "Urgent": "yes",
        "By hand": "no",
        "Due": "none",
        "Items": "D01, D03",
        "Decided: D01": "disclose",
        "Decided: D03": "PI.2, S10",
        "Named to": "Ann Example",
        "Other": "person:nobody",
        "Nothing": "none",
    }
    assert line.private is None
    assert not line.private_destroyed
    assert not line.is_view


def test_a_system_is_named_as_one_and_an_unknown_person_keeps_their_reference() -> None:
    about, stranger = a_request(), f"person:{uuid.uuid4()}"
    recorded(actor="system:expire_approvals", about=about)
    recorded(actor=stranger, about=about)
    lines = history_of("site", about, include_views=False).lines
    assert [line.actor for line in lines] == [stranger, "Expire approvals (automatic)"]


def test_views_are_shown_only_when_asked_for() -> None:
    about = a_request()
    recorded(about=about)
    recorded(VIEWED, about=about)
    assert [line.event for line in history_of("site", about, include_views=False).lines] == [HAPPENED]
    lines = history_of("site", about, include_views=True).lines
    assert [(line.label, line.is_view) for line in lines] == [
        ("Someone looked", True),
        ("Something happened", False),
    ]


def test_private_parts_are_shown_only_when_asked_for_and_say_when_they_are_destroyed() -> None:
    about, person = a_request(), f"person:{uuid.uuid4()}"
    recorded(about=about, private={"why": "gone"}, private_key_of=person)
    recorded(about=about, private={"why": "kept"})
    recorded(about=about)
    with transaction.atomic():
        destroy_keys(person, actor="system:retention", practice=None)
    lines = history_of("site", about, include_views=False, include_private=True).lines
    assert [(line.private, line.private_destroyed) for line in lines] == [
        (None, False),
        ({"why": "kept"}, False),
        (None, True),
    ]


def test_pages_follow_each_other_and_the_last_one_says_so() -> None:
    about = a_request()
    for n in range(3):
        recorded(about=about, facts={"n": n})
    first = history_of("site", about, include_views=False, limit=2)
    assert [line.leaf_index for line in first.lines] == [2, 1]
    assert first.before == 1
    second = history_of("site", about, include_views=False, limit=2, before=first.before)
    assert [line.leaf_index for line in second.lines] == [0]
    assert second.before is None
    assert history_of("site", a_request(), include_views=True).lines == []


@pytest.mark.parametrize("length", [1, 20])
def test_a_history_takes_three_queries_however_long(
    length: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    about = a_request()
    for n in range(length):
        person = Person.objects.create_user(f"person{n}@example.org", f"Person {n}")
        recorded(actor=person.opaque, about=about, private={"n": n})
    with django_assert_num_queries(3):
        lines = history_of("site", about, include_views=True, include_private=True).lines
    assert len({line.actor for line in lines}) == length
