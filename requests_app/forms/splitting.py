"""Split items off: which, why, and that one knows what it does."""

from collections.abc import Mapping
from typing import Any

from kit.forms import BooleanField, CheckboxesField, Form
from requests_app.forms.answers import WordsField


class SplitForm(Form):
    """items: token → name. Cleaned data has the tokens and the reason."""

    tokens = CheckboxesField(
        label="Which items are split off?",
        hint="They leave this request and are asked for in a new one, linked to it. Leave at least one here.",
        choices=[],
        required_message="Select the items that are split off",
    )
    reason = WordsField(
        label="Why are they split off?",
        hint="For example: the order compels the address by Friday, and nothing compels the rest.",
        rows=3,
        required_message="Enter why they are split off",
    )
    understood = BooleanField(
        label="I know that the new request begins in triage, with the practice’s own dates, and that this "
        "can’t be undone",
    )

    def __init__(self, *args: Any, items: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items_asked = items
        self.fields["tokens"].choices = list(items.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something stays."""
        super().clean()
        if set(self.cleaned_data.get("tokens") or []) == set(self.items_asked):
            self.add_error("tokens", "Leave at least one item in this request")
        return self.cleaned_data
