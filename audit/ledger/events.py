"""The catalogue of events. The ledger knows none of the journey's: each app registers its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.ledger.errors import LedgerError, UnknownEvent
from audit.ledger.names import EVENT


@dataclass(frozen=True, slots=True)
class EventType:
    """An event's name, what people read for it, and whether it only tells of someone looking."""

    name: str
    label: str
    view: bool


_catalogue: dict[str, EventType] = {}


def register_events(labels: Mapping[str, str], *, view: bool = False) -> None:
    """Add events by name, each with its label in words.

    `view=True` marks views, reveals, searches, downloads and refused attempts, which readers may leave
    out and few may see. Registering the same again is harmless; a different meaning raises LedgerError.
    """
    for name, label in labels.items():
        if not EVENT.fullmatch(name):
            raise LedgerError(f"An event's name is dotted lower case, such as request.logged: {name!r}")
        if not label.strip():
            raise LedgerError(f"The event {name} needs a label")
        event_type = EventType(name, label, view)
        if _catalogue.setdefault(name, event_type) != event_type:
            raise LedgerError(f"The event {name} is registered already, with another meaning")


def event_type(name: str) -> EventType:
    """The registered event. Raises UnknownEvent."""
    try:
        return _catalogue[name]
    except KeyError:
        raise UnknownEvent(f"No app has registered the event {name!r}") from None


def label_of(name: str) -> str:
    """What people read for an event. An event that was retired since keeps its bare name."""
    known = _catalogue.get(name)
    return known.label if known else name


def is_view(name: str) -> bool:
    """Whether the event only tells of someone looking. A retired event isn't known to be one."""
    known = _catalogue.get(name)
    return known is not None and known.view


def view_events() -> frozenset[str]:
    """The names of all events that only tell of someone looking."""
    return frozenset(name for name, known in _catalogue.items() if known.view)


def registered_events() -> tuple[EventType, ...]:
    """The whole catalogue, by name."""
    return tuple(_catalogue[name] for name in sorted(_catalogue))
