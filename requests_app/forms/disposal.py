"""Holding encrypted details back, and destroying them by two people."""

from typing import Any

from django.core.validators import RegexValidator

from kit.forms import BooleanField, Form, HiddenField, RadioField
from requests_app.forms.answers import WordsField, offer

CONFIRM, DECLINE = "confirm", "decline"
DECLINED = (DECLINE, "I decline it", "The details are kept.")
HOLD, LIFT = "hold", "lift"


class HoldForm(Form):
    """Why they are kept, or need not be any longer; `what`: which of both the page was opened for."""

    what = HiddenField(
        validators=[RegexValidator(f"^({HOLD}|{LIFT})$", "This page was sent incomplete: open it again")]
    )
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
    """The second person's answer. Who proposed it may only take it back; `kept`: it can only be declined."""

    decision = RadioField(
        label="What do you say to it?",
        choices=[
            (CONFIRM, "I confirm it", "The details are destroyed at once. Nobody can bring them back."),
            DECLINED,
        ],
        required_message="Select whether you confirm or decline it",
    )

    def __init__(self, *args: Any, own: bool, kept: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            offer(self, "decision", [(DECLINE, "I take it back", "The details are kept.")])
        elif kept:
            offer(self, "decision", [DECLINED])
