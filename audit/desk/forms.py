"""The desk's forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from audit.desk.cases import about_of
from audit.desk.checkpoints import LONGEST
from audit.desk.words import words_of
from audit.ledger.api import registered_events
from kit.forms import CharField, DateField, Form, SelectField, TextArea
from practices.models import Practice

Choices = Sequence[tuple[str, str]]


def by_label(words: Mapping[str, str]) -> Choices:
    """Choices in the order of their words."""
    return sorted(words.items(), key=lambda choice: choice[1].lower())


class DaysForm(Form):
    """From one UK day to another, both included."""

    first = DateField(label="First day", past=True)
    last = DateField(label="Last day", past=True)

    def clean(self) -> dict[str, Any]:
        """The last day doesn't come before the first."""
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "Last day must be the same as or after the first day")
        return cleaned


class KeptForm(Form):
    """A checkpoint that was kept elsewhere."""

    kept = TextArea(
        label="The mail, or the checkpoint in it",
        hint="Paste the whole message: what is not a checkpoint is left out.",
        max_length=LONGEST,
        rows=6,
        required_message="Paste the mail or the checkpoint",
    )


class SearchForm(DaysForm):
    """What a search of the ledger wants. Every choice that is left open takes everything."""

    event = SelectField(
        label="What happened", choices=[], required=False, empty_label="Anything", mark_optional=False
    )
    actor = SelectField(
        label="Done by", choices=[], required=False, empty_label="Anybody", mark_optional=False
    )
    reference = CharField(
        label="Reference of the request", required=False, max_length=24, width=20, mark_optional=False
    )
    outcome = SelectField(label="Outcome", choices=[], required=False, empty_label="Any", mark_optional=False)
    requester_kind = SelectField(
        label="Kind of requester", choices=[], required=False, empty_label="Any", mark_optional=False
    )

    def __init__(
        self, *args: Any, people: Choices, practices: Sequence[Practice], about: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.practices, self.about = practices, about
        self._choose("event", by_label({event.name: event.label for event in registered_events()}))
        self._choose("actor", people)
        for vocabulary in ("outcome", "requester_kind"):
            self._choose(vocabulary, by_label(words_of(vocabulary)))

    def clean(self) -> dict[str, Any]:
        """A reference becomes what entries call the request."""
        cleaned = super().clean()
        cleaned["about"] = self.about
        if reference := cleaned.get("reference"):
            cleaned["about"] = about_of(reference, [practice.public_id for practice in self.practices])
            if not cleaned["about"]:
                self.add_error("reference", "No request with this reference is here")
        return cleaned

    def _choose(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
