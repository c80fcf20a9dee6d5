"""The register of requesters: its filter, an entry, and the second person's confirmation."""

from collections.abc import Sequence
from typing import Any

from kit.forms import (
    BooleanField,
    CharField,
    DateField,
    EmailField,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    TextArea,
)
from practices.models import Practice
from requests_app.forms.log_requester import kinds

NUMBER = [("confirmed", "Confirmed"), ("waiting", "To be confirmed"), ("none", "No number")]


def practice_choices(practices: Sequence[Practice]) -> list[tuple[str, str]]:
    """Practices by their code."""
    return [(practice.ods_code, str(practice)) for practice in practices]


class RegisterFilterForm(Form):
    """What narrows the register. What can't be read narrows nothing."""

    text = CharField(
        label="Name or unit", hint="All or part of it", required=False, max_length=100, mark_optional=False
    )
    practice = SelectField(
        label="Practice", choices=[], required=False, empty_label="All", mark_optional=False
    )
    kind = SelectField(
        label="Kind of requester", choices=kinds, required=False, empty_label="Any", mark_optional=False
    )
    number = SelectField(
        label="Switchboard number", choices=NUMBER, required=False, empty_label="Any", mark_optional=False
    )

    def __init__(self, *args: Any, practices: Sequence[Practice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(practices) > 1:
            self.fields["practice"].choices = practice_choices(practices)  # type: ignore[attr-defined]
        else:
            del self.fields["practice"]

    def chosen(self) -> dict[str, str]:
        """What was chosen and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OrganisationForm(Form):
    """One organisation, with a switchboard number from a source other than any request."""

    groups = (
        ("The organisation", ("practice", "name", "kind", "unit")),
        ("Where replies go", ("published_address", "published_email")),
        ("The number for call-backs", ("switchboard", "switchboard_source", "switchboard_source_on")),
    )

    name = CharField(
        label="Name of the organisation",
        max_length=200,
        required_message="Enter the name of the organisation",
    )
    kind = SelectField(
        label="What kind of requester is it?", choices=kinds, required_message="Select the kind of requester"
    )
    unit = CharField(
        label="Unit, team or department",
        hint="Only where it has a number or an address of its own.",
        max_length=200,
        required=False,
    )
    published_address = TextArea(
        label="Published postal address",
        hint="A refusal goes here where nobody was verified.",
        max_length=1000,
        rows=4,
        required=False,
    )
    published_email = EmailField(
        label="Published email address", max_length=254, required=False, autocomplete="off"
    )
    switchboard = CharField(
        label="Switchboard number",
        hint="The number that anybody can look up, never one from a request.",
        max_length=40,
        required=False,
        width=20,
        inputmode="tel",
    )
    switchboard_source = CharField(
        label="Where did you find it?",
        hint="For example, “the force’s website” or “101”.",
        max_length=200,
        required=False,
    )
    switchboard_source_on = DateField(label="When did you look it up?", required=False, past=True)

    def __init__(self, *args: Any, practices: Sequence[Practice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(practices) > 1:
            self.fields["practice"] = RadioField(
                label="In which practice’s register?",
                choices=practice_choices(practices),
                required_message="Select the practice",
            )

    def clean(self) -> dict[str, Any]:
        """A number without its source is no better than one from a request."""
        super().clean()
        given = self.cleaned_data
        if given.get("switchboard"):
            if not given.get("switchboard_source"):
                self.add_error("switchboard_source", "Enter where you found the number")
            if not given.get("switchboard_source_on") and "switchboard_source_on" not in self.errors:
                self.add_error("switchboard_source_on", "Enter when you looked the number up")
        elif given.get("switchboard_source") or given.get("switchboard_source_on"):
            self.add_error("switchboard", "Enter the number, or clear its source and date")
        return given

    def organisation(self) -> dict[str, Any]:
        """The entry as the journey takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "practice"}


class ConfirmNumberForm(Form):
    """The second person looked the number up too. `number` is what they were shown."""

    number = HiddenField()
    looked_up = BooleanField(
        label="I looked this number up myself, and not in a request",
        legend="Before you confirm",
        error_messages={"required": "Tick that you looked the number up yourself, or leave it unconfirmed"},
    )
