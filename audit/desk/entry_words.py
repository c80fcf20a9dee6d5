"""An entry in words: what happened, by whom, about what, and what its facts say."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from audit.desk.cases import Case, cases_about
from audit.desk.history import names_in, service_in_words
from audit.desk.words import in_words
from audit.ledger.api import Entry, Hit, is_view, label_of
from kit.dates import date_time, long_date
from practices.models import Practice

UNREADABLE = "This entry can’t be read any more"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: Facts under another name than their vocabulary's.
VOCABULARIES = {"items": "item", "factors": "factor", "overridden": "prohibition", "kind": "incident_kind"}
KINDS = {
    "request": "A request",
    "incident": "An incident",
    "organisation": "A requester in the register",
    "agreement": "A sharing agreement",
    "person": "A person",
    "service": "A program",
    "practice": "A practice",
    "system": "The service itself",
}


@dataclass(frozen=True, slots=True)
class Names:
    """Whom and what references mean: people and programs, cases, practices."""

    people: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    practices: Mapping[str, str] = field(default_factory=dict)

    def actor(self, reference: str) -> str:
        """Who did it; anyone unknown keeps their reference."""
        return self.people.get(reference) or service_in_words(reference)

    def about(self, reference: str) -> str:
        """What it is about: a case's reference, a name, or at least its kind."""
        if case := self.cases.get(reference):
            return case.name
        known = self.people.get(reference) or self.practices.get(reference)
        return known or KINDS.get(reference.partition(":")[0], reference)


def names_for(hits: Collection[Hit], practices: Collection[Practice] = ()) -> Names:
    """The names of all that these entries mention, in two queries however many they are."""
    entries = [hit.found.entry for hit in hits if hit.found.entry is not None]
    return Names(
        names_in(entries),
        cases_about({entry.about for entry in entries}),
        {f"practice:{practice.public_id}": practice.name for practice in practices},
    )


def what_of(hit: Hit) -> str:
    """The event in words."""
    return label_of(hit.found.event)


def looked_at(hit: Hit) -> bool:
    """Whether it only tells of someone looking."""
    return is_view(hit.found.event)


def facts_of(entry: Entry, names: Names) -> list[tuple[str, str]]:
    """Each fact in words, nested ones under their parent's name."""
    return list(_facts(entry.facts, names, ""))


def _facts(facts: Mapping[str, Any], names: Names, before: str) -> Iterator[tuple[str, str]]:
    for key, value in facts.items():
        # The law's codes and items are names already: D06, PR-01.
        label = before + (key.replace("_", " ").capitalize() if key.islower() else key)
        if isinstance(value, dict):
            yield from _facts(value, names, f"{label}: ")
        else:
            yield label, _value(key, value, names)


def _value(key: str, value: Any, names: Names) -> str:
    if value is None or value in ("", []):
        return "None"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "; ".join(_value(key, one, names) for one in value)
    text = str(value)
    if MOMENT.fullmatch(text):
        return date_time(datetime.fromisoformat(text))
    if DAY.fullmatch(text):
        return long_date(date.fromisoformat(text))
    return names.people.get(text) or in_words(VOCABULARIES.get(key, key), text)
