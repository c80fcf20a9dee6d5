"""Which items they ask for: by code, or in the requester's own words where no code fits."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from kit.forms import BooleanField, CharField, CheckboxesField
from requests_app.forms.log_part import PartForm
from requests_app.law.entries import Item
from requests_app.law.loader import catalogue
from requests_app.law.vocabulary import Handling
from requests_app.models import Request

MOST_OWN_WORDS = 30
HANDLING = {
    Handling.NCND: "Neither confirmed nor denied unless the guardian approves it",
    Handling.MATCH_ONLY: "Only used to match the person",
    Handling.ITEMISE: "Given only where it is justified by itself",
    Handling.WITHHOLD: "Withheld unless justified",
    Handling.SEPARATE_TEST: "Another person’s data: weighed separately",
    Handling.REFUSE: "Usually refused",
    Handling.RESTRICT: "Known to few people, and usually withheld",
}
OWN_WORDS = re.compile(r"own_words_(\d{1,2})")


def handling_words(item: Item) -> str:
    """What happens to an item unless the guardian decides otherwise, in one line."""
    words = (
        "Proposed as withheld: the guardian confirms" if item.proposed_withheld else HANDLING[item.handling]
    )
    return f"{item.code}. {words}."


class ItemsForm(PartForm):
    """Checkboxes by the catalogue, each with room for a detail, and the requester's own words."""

    part = "items"

    codes = CheckboxesField(label="What do they ask for?", hint="Select all that apply.", required=False,
                            mark_optional=False)  # fmt: skip
    own_words_clinical = BooleanField(
        label="Some of this is clinical: about health, care or appointments",
        hint="Clinical items are proposed as withheld, and the guardian confirms.",
        required=False,
    )

    def prepare(self) -> None:
        """A detail for each code, and one more line of own words than are filled in."""
        known = catalogue().items
        codes = self.fields["codes"]
        codes.choices = [(code, item.label, handling_words(item)) for code, item in known.items()]  # type: ignore[attr-defined]
        codes.reveals = {code: (f"detail_{code}",) for code in known}  # type: ignore[attr-defined]
        for code in known:
            self.fields[f"detail_{code}"] = CharField(
                label="Any detail", hint="For example, a range of dates", max_length=300, required=False
            )
        self.own_words = [f"own_words_{number}" for number in range(1, self._lines() + 1)]
        for number, name in enumerate(self.own_words, start=1):
            self.fields[name] = CharField(
                label=f"Anything else they ask for, {number}" if number > 1 else "Anything else they ask for",
                hint="In their own words, one item." if number == 1 else "",
                max_length=300,
                required=False,
            )
        self.regroup(
            ("", ("codes",)),
            ("In their own words", (*self.own_words, "own_words_clinical")),
        )

    def _lines(self) -> int:
        source: Mapping[str, Any] = self.data if self.is_bound else self.initial
        numbers = [int(found[1]) for name in source if (found := OWN_WORDS.fullmatch(name))]
        return min(max([1, *numbers]), MOST_OWN_WORDS)

    @classmethod
    def starting_with(cls, case: Request) -> dict[str, Any]:
        """The items saved before."""
        items = list(case.live_items)
        words = [item for item in items if not item.code]
        return {
            "codes": [item.code for item in items if item.code],
            **{f"detail_{item.code}": item.detail for item in items if item.code},
            **{f"own_words_{number}": item.own_words for number, item in enumerate(words, start=1)},
            "own_words_clinical": any(item.proposed_withheld for item in words),
        }

    @staticmethod
    def with_another_line(data: QueryDict) -> dict[str, Any]:
        """What was typed, and one more line for own words: the form before it is checked."""
        typed: dict[str, Any] = {key: data.get(key, "") for key in data}
        typed["codes"] = data.getlist("codes")
        filled = [key for key in typed if OWN_WORDS.fullmatch(key)]
        return typed | {f"own_words_{len(filled) + 1}": ""}

    def check_answers(self) -> None:
        """Something must be asked for."""
        if not self.errors and not self.cleaned_data["codes"] and not self._words():
            self.add_error("codes", "Select what they ask for, or write it in their own words")

    def _words(self) -> list[str]:
        typed = [self.cleaned_data.get(name, "") for name in self.own_words]
        return list(dict.fromkeys(filter(None, typed)))

    def part_data(self) -> dict[str, Any]:
        """Codes, the details of those chosen, and the words that no code fits."""
        given = self.cleaned_data
        return {
            "codes": list(given["codes"]),
            "details": {code: given[f"detail_{code}"] for code in given["codes"]},
            "own_words": self._words(),
            "own_words_clinical": given["own_words_clinical"],
        }
