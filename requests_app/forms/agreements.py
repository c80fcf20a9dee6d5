"""The register of agreements: its filter, an entry, a status and its second person, joining and leaving."""

from collections.abc import Sequence
from typing import Any

from kit.forms import (
    BooleanField,
    CharField,
    CheckboxesField,
    DateField,
    Form,
    RadioField,
    SelectField,
    TextArea,
)
from practices.models import Practice
from requests_app.forms.requesters import practice_choices
from requests_app.law.loader import catalogue
from requests_app.models import AgreementStatus
from requests_app.selectors.agreements import NO_STATUS

CONFIRM, DECLINE = "confirm", "decline"


def items() -> list[tuple[str, str]]:
    """Every item of the catalogue."""
    return [(code, f"{code} {entry.label}") for code, entry in catalogue().items.items()]


class AgreementFilterForm(Form):
    """What narrows the register. What can't be read narrows nothing."""

    text = CharField(
        label="Name or party", hint="All or part of it", required=False, max_length=100, mark_optional=False
    )
    status = SelectField(
        label="Where it stands today",
        choices=[*AgreementStatus.choices, (NO_STATUS, "No status confirmed")],
        required=False,
        empty_label="Any",
        mark_optional=False,
    )

    def chosen(self) -> dict[str, str]:
        """What was chosen and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class LaterForm(Form):
    """What can change while it stays the same agreement."""

    claimed_basis = TextArea(
        label="The legal basis that it claims",
        hint="As the agreement says. It is never a basis itself.",
        max_length=2000,
        rows=3,
        required_message="Enter the legal basis that the agreement claims",
    )
    documents = TextArea(
        label="Where its texts are",
        hint="One a line: an address on the web, or where the signed copy is kept.",
        max_length=2000,
        rows=3,
        required=False,
    )


class AgreementForm(LaterForm):
    """One agreement as its text says."""

    field_order = ("practice", "name", "parties", "items", "purposes", "claimed_basis", "documents")
    groups = (
        ("The agreement", ("practice", "name", "parties")),
        ("What it covers", ("items", "purposes")),
        ("Its law and its texts", ("claimed_basis", "documents")),
    )
    name = CharField(
        label="Name of the agreement",
        hint="As people cite it, with its year.",
        max_length=200,
        required_message="Enter the name of the agreement",
    )
    parties = TextArea(
        label="Parties", hint="One a line.", max_length=2000, rows=4,
        required_message="Enter who made the agreement",
    )  # fmt: skip
    items = CheckboxesField(
        label="Items that it covers",
        choices=items,
        small=True,
        required_message="Select the items that the agreement covers",
    )
    purposes = TextArea(
        label="Purposes", hint="What it may be used for, as it says.", max_length=2000, rows=4,
        required_message="Enter the purposes of the agreement",
    )  # fmt: skip

    def __init__(self, *args: Any, practices: Sequence[Practice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(practices) > 1:
            self.fields["practice"] = RadioField(
                label="Which practice keeps it?",
                hint="Two of its people propose and confirm where the agreement stands.",
                choices=practice_choices(practices),
                required_message="Select the practice that keeps it",
            )
            self.order_fields(self.field_order)


class StatusForm(Form):
    """Where it stands from a day on."""

    status = RadioField(
        label="Where does the agreement stand?",
        choices=AgreementStatus.choices,
        required_message="Select where the agreement stands",
    )
    since = DateField(
        label="Since when?", past=True, hint="The day from which that is so, today or before.",
        required_message="Enter since when that is so",
    )  # fmt: skip
    reason = TextArea(
        label="Why?", max_length=2000, rows=3, required_message="Enter why the agreement stands there"
    )
    source = TextArea(
        label="Where is that written?",
        hint="For example, the letter that ended it with its date, or the page on GOV.UK.",
        max_length=1000,
        rows=2,
        required_message="Enter where that is written",
    )


class AnswerForm(Form):
    """The second person confirms or declines."""

    decision = RadioField(
        label="Is that right?",
        hint="Read the source yourself before you confirm.",
        choices=[(CONFIRM, "Yes, confirm it"), (DECLINE, "No, decline it")],
        required_message="Select whether you confirm or decline",
    )


class JoinForm(Form):
    """The IG lead's reason."""

    reason = TextArea(
        label="Why does the practice join?",
        hint="The guardian reads this before confirming.",
        max_length=2000,
        rows=4,
        required_message="Enter why the practice joins",
    )


class ConfirmJoiningForm(Form):
    """The guardian's own decision."""

    read = BooleanField(
        label="I have read the agreement, and the practice joins it",
        legend="Before you confirm",
        error_messages={"required": "Tick that you read the agreement, or leave it unconfirmed"},
    )


class LeaveForm(Form):
    """Why it leaves."""

    reason = TextArea(
        label="Why does the practice leave?",
        max_length=2000,
        rows=4,
        required_message="Enter why the practice leaves",
    )
