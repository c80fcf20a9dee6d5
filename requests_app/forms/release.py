"""Release, and the ways in which an approval ends unsent."""

from collections.abc import Sequence
from typing import Any

from kit.forms import BooleanField, CheckboxesField, Form
from requests_app.forms.answers import WordsField


class ReleaseForm(Form):
    """Tick each item that may go. Nothing is ticked beforehand."""

    tokens = CheckboxesField(
        label="Which items do you release?",
        hint="Tick each one. Leave out an item that must not go.",
        choices=[],
        required_message="Tick each item that you release",
    )
    checked = BooleanField(
        label="I checked the recipient, the route and the conditions against the approval",
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tokens"].choices = list(choices)  # type: ignore[attr-defined]


class CallOffForm(Form):
    """Nothing was sent, and nothing will be under this release."""

    nothing_left = BooleanField(label="Nothing was sent")
    reason = WordsField(label="Why is it called off?", rows=3, required_message="Enter why it is called off")


class BasisFellForm(Form):
    """What the approval rested on no longer stands."""

    reason = WordsField(
        label="What fell away?",
        hint="The power, the agreement, the patient’s consent, or the requester’s verification.",
        rows=4,
        required_message="Enter what fell away",
    )
