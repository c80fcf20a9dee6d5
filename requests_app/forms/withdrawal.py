"""Not pursued any more."""

from collections.abc import Iterable
from typing import Any

from kit.forms import Form, RadioField
from requests_app.forms.answers import WordsField, offer


class WithdrawForm(Form):
    """Not pursued: the requester took it back, or never answered."""

    outcome = RadioField(label="What happened?", choices=[], required_message="Select what happened")
    reason = WordsField(
        label="How do you know?",
        question=True,
        hint="For example: they wrote on 3 March that the person has been found.",
        rows=4,
        required_message="Enter how you know",
    )

    def __init__(self, *args: Any, outcomes: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "outcome", outcomes)
