"""An incident: the form refuses nothing but an empty account and times that nobody can read."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django.utils import timezone

from kit.forms import CharField, DateField, Form, RadioField, TimeField
from practices.models import Practice
from requests_app.deadlines.local_time import moment
from requests_app.forms.answers import WordsField
from requests_app.models import Incident

OTHER = "other"
START_OF_DAY = time(0)


class IncidentForm(Form):
    """What left, to whom, when, and when we became aware. `practices`: to choose from."""

    practice = RadioField(
        label="At which practice?", choices=[], required_message="Select the practice where it happened"
    )
    what_left = WordsField(
        label="What left?",
        hint="Which details, on paper, by e-mail or by word of mouth. Write what you know now.",
        rows=5,
        required_message="Enter what left, as far as you know",
    )
    kind = RadioField(
        label="What kind of incident is it?",
        choices=lambda: Incident._meta.get_field("kind").choices,
        required=False,
    )
    to_whom = CharField(label="To whom?", max_length=2000, required=False)
    happened_on = DateField(label="Date it happened", required=False)
    happened_time = TimeField(label="Time it happened", required=False)
    aware_on = DateField(label="Date we became aware", hint="The 72 hours begin here.", required=False)
    aware_time = TimeField(label="Time we became aware", required=False)

    def __init__(self, *args: Any, practices: Sequence[Practice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.localtime()
        self.fields["aware_on"].initial, self.fields["aware_time"].initial = now.date(), now.time()
        if len(practices) > 1:
            self.fields["practice"].choices = [  # type: ignore[attr-defined]
                (str(place.public_id), place.name) for place in practices
            ]
        else:
            del self.fields["practice"]

    def incident(self) -> dict[str, Any]:
        """As the journey takes it. A day without a time means its beginning: the clock is never late."""
        data, now = self.cleaned_data, timezone.now()
        happened = data["happened_on"]
        aware = data["aware_on"] or (timezone.localdate(now) if data["aware_time"] else None)
        return {
            "kind": data["kind"] or OTHER,
            "what_left": data["what_left"],
            "to_whom": data["to_whom"],
            "happened_at": moment(happened, data["happened_time"] or START_OF_DAY) if happened else None,
            "aware_at": moment(aware, data["aware_time"] or START_OF_DAY) if aware else now,
        }
