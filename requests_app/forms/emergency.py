"""An emergency's approval, and the look back at it by somebody who took no part."""

from collections.abc import Sequence
from typing import Any

from kit.forms import BooleanField, Form, RadioField
from requests_app.forms.answers import WordsField, YesNoField
from requests_app.forms.deciding import BOUNDS, TELLING, WITHHOLD, BoundedForm

NOT_COVERED = "An emergency does not cover this item."


class EmergencyForm(BoundedForm):
    """Address, phone and e-mail only; whatever else was asked for stays withheld.

    `located`: the location is protected, so why “safe and well” isn't enough must be said.
    """

    immigration = YesNoField(
        label="Is any part of the purpose to do with immigration?",
        hint="Asking where somebody is in order to remove, detain or charge them is no emergency.",
        required_message="Select whether any part of the purpose is to do with immigration",
    )
    understood = BooleanField(
        label="I decide this as an emergency, and I know that somebody uninvolved reviews it afterwards",
    )

    def __init__(self, *args: Any, left_out: Sequence[str], located: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left_out = left_out
        if located:
            self.fields["safe_and_well_not_enough"] = WordsField(
                label="Why telling them “safe and well” is not enough",
                rows=3,
                max_length=1000,
                required_message="Enter why telling them “safe and well” is not enough",
            )
        last = (
            *(("safe_and_well_not_enough",) if located else ()), "immigration", "reason", "understood"
        )  # fmt: skip
        self.fields |= {name: self.fields.pop(name) for name in last}
        self.groups = [
            *self.groups,
            ("To whom and how", BOUNDS),
            ("Telling the patient", TELLING),
            ("Your reasons", last),
        ]

    def clean(self) -> dict[str, Any]:
        """An immigration purpose is no emergency."""
        data = super().clean()
        if data.get("immigration"):
            self.add_error("immigration", "With an immigration purpose it goes through the reviews")
        return data

    def approval(self) -> dict[str, Any]:
        """As the journey takes it."""
        withheld = {"outcome": WITHHOLD, "basis": "", "reason": NOT_COVERED}
        found = super().approval()
        found["items"] |= {token: dict(withheld) for token in self.left_out}
        found["no_immigration_purpose"] = self.cleaned_data["immigration"] is False
        found["safe_and_well_not_enough"] = self.cleaned_data.get("safe_and_well_not_enough", "")
        return found


class EmergencyReviewForm(Form):
    """Was it rightly done?"""

    finding = RadioField(
        label="Was the emergency rightly handled?",
        choices=lambda: [
            ("right", "Yes", "Somebody was in danger within hours, and what left was needed."),
            ("wrong", "No", "An incident is made at once, with its 72 hours from now."),
        ],
        required_message="Select whether it was rightly handled",
    )
    reason = WordsField(label="Your reasons", rows=5, required_message="Enter your reasons")
