"""What was sent, and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from kit.dates import date_time
from kit.forms import CharField, CheckboxesField, DateField, Form, TimeField
from requests_app.deadlines.local_time import moment
from requests_app.forms.answers import WordsField


class DiscloseForm(Form):
    """Tick what was sent. It left after the release and not in the future, or it is an incident."""

    tokens = CheckboxesField(
        label="What was sent?",
        hint="Tick each item that left. An item that you leave out counts as not sent.",
        choices=[],
        required_message="Tick what was sent; if nothing was, call the release off",
    )
    sent_on = DateField(label="Date it was sent", past=True, required_message="Enter the date it was sent")
    sent_time = TimeField(label="Time it was sent", required_message="Enter the time it was sent")
    receipt = CharField(
        label="Receipt",
        hint="For example a post office number, or who took it",
        max_length=200,
        required=False,
    )
    note = WordsField(label="Note", rows=2, required=False)

    def __init__(
        self, *args: Any, choices: Sequence[tuple[str, str]], released_at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tokens"].choices = list(choices)  # type: ignore[attr-defined]
        self.released_at = released_at

    def clean(self) -> dict[str, Any]:
        """One moment from the day and the time; the minute of the release itself counts as after it."""
        data = super().clean()
        day, at = data.get("sent_on"), data.get("sent_time")
        if not (day and at):
            return data
        sent = moment(day, at)
        if sent > timezone.now():
            self.add_error("sent_time", "The time it was sent must be now or in the past")
        elif sent < self.released_at.replace(second=0, microsecond=0):
            self.add_error(
                "sent_on",
                f"It was released on {date_time(self.released_at)}. If something left before that, record an "
                "incident: nothing was allowed to leave then",
            )
        data["sent_at"] = max(sent, self.released_at)
        return data
