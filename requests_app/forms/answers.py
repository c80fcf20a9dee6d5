"""Answers that several steps ask for: yes or no, codes of the law, a reason in words."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.forms.boundfield import BoundField
from django.utils import timezone

from kit.forms import Form, RadioField, TextArea
from kit.forms.params import label_text
from requests_app.deadlines.statutory import farthest
from requests_app.law.base import Tagged

# Long enough for a considered answer, short enough for the encrypted part of a ledger entry.
LONG = 4000  # characters


class YesNoField(RadioField):
    """Yes or no as True or False; None where nothing was chosen and nothing need be."""

    def __init__(self, *args: Any, yes: str = "Yes", no: str = "No", **kwargs: Any) -> None:
        choices = [("yes", yes), ("no", no)]
        super().__init__(
            *args, choices=choices, coerce=lambda value: value == "yes", empty_value=None, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        """True and False, as the model keeps them, to the words of the choices."""
        return {True: "yes", False: "no"}.get(value, value)


class WordsField(TextArea):
    """An answer in a person's own words. `question`: the label stands out as radios' questions do."""

    def __init__(self, *args: Any, question: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONG)
        super().__init__(*args, **kwargs)
        self.question = question

    def component_params(self, bound: BoundField) -> dict[str, Any]:
        params = super().component_params(bound)
        if self.question:
            params["label"] = {"text": label_text(bound), "size": "s"}
        return params


def in_words(label: str, missing: str, hint: str = "") -> WordsField:
    """A short answer in a person's own words. missing: what is said where it is empty."""
    return WordsField(label=label, hint=hint, rows=3, required_message=missing)


def farthest_day() -> date:
    """The last day that is taken as a date ahead."""
    return farthest(timezone.localdate())


def offer(form: Form, name: str, choices: Iterable[tuple[str, str, str]]) -> None:
    """Give a field of the form the choices that only the view knows."""
    cast("RadioField", form.fields[name]).choices = list(choices)


def code_choices(entries: Iterable[Tagged]) -> list[tuple[str, str]]:
    """Entries of the catalogue as choices, with what must be known of each before it is chosen."""
    return [(entry.code, f"{entry.code} {entry.label}{marks(entry)}") for entry in entries]


def marks(entry: Tagged) -> str:
    """ " (Seek advice)" where the law is open, " (Check with your DPO)" where it was not wholly verified."""
    return f" ({entry.caution})" if entry.caution else ""
