"""Closing a request, and opening it again."""

from typing import Any

from kit.forms import CharField, DateField, Form, RadioField
from requests_app.forms.answers import WordsField


class CloseForm(Form):
    """The reply, the patient, a note. `must_reply`: it can't close before the reply was sent."""

    reply_sent_on = DateField(
        label="Date the reply was sent", past=True, required_message="Enter the date the reply was sent"
    )
    reply_means = CharField(
        label="How it was sent",
        hint="For example: recorded post to the published address",
        max_length=200,
        required_message="Enter how it was sent",
    )
    patient_told = RadioField(
        label="Was the patient told?",
        choices=[
            ("yes", "Yes"),
            ("later", "Not yet: they are told later"),
            ("no", "No", "As decided, or because nobody here is known to be concerned."),
        ],
        required_message="Select whether the patient was told",
    )
    note = WordsField(label="Note", rows=3, required=False)

    def __init__(self, *args: Any, must_reply: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not must_reply:
            for name in ("reply_sent_on", "reply_means"):
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """A reply that was sent was sent somehow."""
        data = super().clean()
        if data.get("reply_sent_on") and not data.get("reply_means") and "reply_means" not in self.errors:
            self.add_error("reply_means", "Enter how it was sent")
        return data
