"""An entry in words: what happened, by whom, about what, and what its facts say."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from audit.desk.cases import Case, cases_about
from audit.desk.history import names_in, service_in_words
from audit.desk.telling import RESULTS
from audit.desk.words import in_words
from audit.ledger.api import Entry, Hit, is_view, label_of
from kit.dates import date_time, long_date
from practices.models import Practice

UNREADABLE = "This entry can’t be read any more"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: Facts under another name than their vocabulary's.
VOCABULARIES = {
    "items": "item",
    "factors": "factor",
    "overridden": "prohibition",
    "kind": "incident_kind",
    "bases": "confidentiality",
    "from": "state",
    "to": "state",
}
LABELS = {
    "article6": "Lawful basis (UK GDPR Article 6)",
    "article9": "Condition (UK GDPR Articles 9 and 10)",
    "bases": "What outweighs confidentiality",
    "catalogue": "Edition of the law",
    "clock_steps": "How the date was reckoned",
    "clocks": "Date, late from",
    "codes": "Practices by code",
    "confidentiality": "Confidentiality gate",
    "effect": "What the law says",
    "overridden": "Goes past a prohibition",
    "power": "Power relied on",
    "requester_kind": "Who asked (kind)",
    "tell_patient": "Is the patient told",
    "tell_review_on": "Look again at telling on",
    "verification": "Requester checked to",
}
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
    """Each fact in words, without those that say nothing; what is said item by item, in one row."""
    return list(_facts(entry.facts, names, ""))


def _facts(facts: Mapping[str, Any], names: Names, before: str) -> Iterator[tuple[str, str]]:
    for key, value in facts.items():
        label = before + LABELS.get(key, key.replace("_", " ").capitalize())
        if value is None or value in ("", [], {}):
            continue
        if isinstance(value, dict) and all(name.islower() for name in value):
            yield from _facts(value, names, f"{label}: ")
        else:
            yield label, _value(key, value, names)


def _value(key: str, value: Any, names: Names) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "\n".join(_value(key, one, names) for one in value)
    if isinstance(value, dict):  # by item, whose code is a name already: D06
        return "\n".join(
            f"{in_words('item', item)}: {_value(key, one, names)}" for item, one in value.items()
        )
    text = str(value)
    if MOMENT.fullmatch(text):
        return date_time(datetime.fromisoformat(text))
    if DAY.fullmatch(text):
        return long_date(date.fromisoformat(text))
    if text in RESULTS:
        return RESULTS[text]
    return names.people.get(text) or in_words(VOCABULARIES.get(key, key), text)
