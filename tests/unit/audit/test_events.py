"""The catalogue: an event has one meaning, and an unknown one is refused."""

from collections.abc import Iterator

import pytest

from audit.ledger import events
from audit.ledger.errors import LedgerError, UnknownEvent
from tests.factories.ledger import HAPPENED, VIEWED, known_events


@pytest.fixture(autouse=True)
def _events() -> Iterator[None]:
    with known_events():
        yield


def test_an_event_has_a_label_and_may_be_a_view() -> None:
    assert events.label_of(HAPPENED) == "Something happened"
    assert not events.is_view(HAPPENED)
    assert events.is_view(VIEWED)
    assert VIEWED in events.view_events()
    assert HAPPENED not in events.view_events()
    assert events.event_type(VIEWED) in events.registered_events()


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(UnknownEvent, match=r"test\.unheard_of"):
        events.event_type("test.unheard_of")


def test_a_retired_event_keeps_its_bare_name() -> None:
    assert events.label_of("test.retired") == "test.retired"
    assert not events.is_view("test.retired")


def test_registering_twice_is_harmless_but_another_meaning_is_not() -> None:
    events.register_events({HAPPENED: "Something happened"})
    with pytest.raises(LedgerError, match="another meaning"):
        events.register_events({HAPPENED: "Something else"})
    with pytest.raises(LedgerError, match="another meaning"):
        events.register_events({HAPPENED: "Something happened"}, view=True)


@pytest.mark.parametrize(("name", "label"), [("Happened", "x"), ("happened", "x"), ("test.fine", " ")])
def test_names_and_labels_are_checked(name: str, label: str) -> None:
    with pytest.raises(LedgerError):
        events.register_events({name: label})


def test_the_ledger_knows_its_own_event() -> None:
    assert events.label_of("ledger.key_destroyed") == "Private parts destroyed for good"
