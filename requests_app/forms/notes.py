"""The forms about the people of a request: notes, interests, who may see it, outside guardians."""

from collections.abc import Sequence
from typing import Any

from kit.forms import CheckboxesField, Form, RadioField, SelectField, TextArea
from practices.models import Person
from requests_app.models import Conflict

YES, NO = "yes", "no"
WHAT_BARS = {
    Conflict.TREATED: "This is recorded and does not bar you.",
    "kinship": "This bars you: you will no longer see this request.",
    "dispute": "This bars you: you will no longer see this request.",
    "subject": "This bars you: you will no longer see this request.",
    "requester": "This bars you: you will no longer see this request.",
}


class NoteForm(Form):
    """A remark. It voids nothing and is never edited."""

    text = TextArea(
        label="Note", hint="Notes stay as they are: they can’t be changed or removed.", max_length=4000
    )


class InterestForm(Form):
    """What connects the person to this request."""

    kind = RadioField(
        label="What is your interest?",
        choices=[(kind, label, WHAT_BARS[kind]) for kind, label in Conflict.KINDS],
        required_message="Select what connects you to this request",
    )


class RestrictForm(Form):
    """Everyone of the practice whose role reads requests, or named people only."""

    restricted = RadioField(
        label="Who may see this request?",
        choices=[
            (NO, "Everyone at the practice whose role reads requests"),
            (YES, "Only people I name", "Auditors still see it, without whom it is about."),
        ],
        reveals={YES: "people"},
        required_message="Select who may see it",
    )
    people = CheckboxesField(label="Who?", choices=[], required_message="Select at least yourself")

    def __init__(self, *args: Any, readers: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(p.public_id), p.full_name) for p in readers]  # type: ignore[attr-defined]


class OutsideGuardianForm(Form):
    """Whom to ask, and why nobody here decides."""

    guardian = SelectField(label="Which guardian?", choices=[])
    reason = TextArea(
        label="Why does a guardian from outside decide this request?",
        hint="For example, because everyone here who may decide has prepared it. The guardian reads this.",
        max_length=2000,
        rows=4,
    )

    def __init__(self, *args: Any, guardians: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guardian"].choices = [(str(p.public_id), p.full_name) for p in guardians]  # type: ignore[attr-defined]
