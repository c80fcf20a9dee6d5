"""Return to an earlier review."""

from collections.abc import Iterable
from typing import Any

from kit.forms import Form, RadioField
from requests_app.forms.answers import WordsField, offer


class ReturnForm(Form):
    """To which earlier review, and why. `targets`: state and its name."""

    state = RadioField(label="Where does it go back to?", choices=[], required_message="Select where it goes")
    reason = WordsField(
        label="Why?",
        question=True,
        hint="The person who reviews it again reads this.",
        required_message="Enter why it goes back",
    )

    def __init__(self, *args: Any, targets: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "state", targets)
