"""Holding encrypted details back, and destroying them by two people."""

from typing import Any

from kit.forms import BooleanField, Form, RadioField
from requests_app.forms.answers import WordsField, offer

CONFIRM, DECLINE = "confirm", "decline"


class HoldForm(Form):
    """Why they are kept, or need not be kept any longer."""

    reason = WordsField(label="Why?", rows=3, hint="Do not name the patient.", required_message="Enter why")


class DisposalForm(Form):
    """Why they are no longer needed."""

    reason = WordsField(
        label="Why are they no longer needed?",
        hint="Say what you checked: inquiries, complaints, court cases. Do not name the patient.",
        rows=4,
        required_message="Enter why they are no longer needed",
    )
    understood = BooleanField(
        label="I understand that it can’t be undone once a second person confirms it",
        required_message="Tick the box if you understand that it can’t be undone",
    )


class DisposalConfirmForm(Form):
    """The second person's answer; who proposed it may only take it back."""

    decision = RadioField(
        label="What do you say to it?",
        choices=[
            (CONFIRM, "I confirm it", "The details are destroyed at once. Nobody can bring them back."),
            (DECLINE, "I decline it", "The details are kept."),
        ],
        required_message="Select whether you confirm or decline it",
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            offer(self, "decision", [(DECLINE, "I take it back", "The details are kept.")])
