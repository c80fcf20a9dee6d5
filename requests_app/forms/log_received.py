"""How and when the request came."""

from typing import Any

from django.utils import timezone

from kit.forms import DateField, RadioField, TextArea, TimeField
from requests_app.forms.log_part import PartForm
from requests_app.models import Request
from requests_app.models.request import Channel


class ReceivedForm(PartForm):
    """Channel, day, and if known the time. Clocks run from these."""

    part = "received"
    plain = ("channel", "received_on", "received_time", "arrival_note")

    channel = RadioField(
        label="How did the request come?", choices=Channel, required_message="Select how the request came"
    )
    received_on = DateField(
        label="Date received",
        hint="The day it reached the practice, also if it was opened later.",
        past=True,
    )
    received_time = TimeField(
        label="Time received",
        hint="Needed only where hours count. For example, 9:40am or 21:40",
        required=False,
    )
    arrival_note = TextArea(
        label="Anything to note about how it came",
        hint="For example, who took the call, or where the letter is kept. Nothing about the patient.",
        max_length=1000,
        rows=3,
        required=False,
    )

    @classmethod
    def starting_with(cls, case: Request) -> dict[str, Any]:
        """Today, unless it was answered before."""
        found = super().starting_with(case)
        found["received_on"] = found["received_on"] or timezone.localdate()
        return found

    def check_answers(self) -> None:
        """A time later today has not happened yet."""
        day, time = self.cleaned_data.get("received_on"), self.cleaned_data.get("received_time")
        now = timezone.localtime()
        if day == now.date() and time and time > now.time():
            self.add_error("received_time", "Time received must not be later than now")
