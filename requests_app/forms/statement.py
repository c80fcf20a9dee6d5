"""A person's own statement: deciding what nobody has decided yet, and for whom it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consent.models.telling import Told, Whom
from kit.forms import BooleanField, DateField, Form, HiddenField, RadioField, SelectField
from kit.pdf import LARGE, STANDARD
from requests_app.forms.answers import WordsField, farthest_day
from requests_app.forms.incident_words import incident_fields
from requests_app.forms.telling import check_days_ahead, check_whom
from requests_app.models import Incident

INCLUDE = (Told.NOW, "Include it: they may be told")
NOT_DECIDED = "Until then only who may decide it can include it."
CHOICE, REASON, ON, VERSION = "choice_", "reason_", "on_", "version_"


@dataclass(frozen=True)
class Open:
    """A request of which nobody has decided whether the patient is told. `token`: its key in hex.

    may_include: whoever fills the form in may have the person told of it. facts: what they weigh, row by row.
    """

    token: str
    name: str
    words: str
    version: int
    may_include: bool
    facts: list[tuple[str, Any]]


class UndecidedForm(Form):
    """Include it, or leave it out with a reason and a day to look at that again; nothing is chosen before."""

    def __init__(self, *args: Any, requests: Sequence[Open], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.requests = requests
        for row in requests:
            self.fields |= self._fields_of(row)

    def _fields_of(self, row: Open) -> dict[str, Any]:
        token = row.token
        return {
            CHOICE + token: RadioField(
                label=f"What happens with {row.name}?",
                hint=row.words if row.may_include else f"{row.words} {NOT_DECIDED}",
                choices=[*([INCLUDE] if row.may_include else []), (Told.NOT, "Leave it out")],
                reveals={Told.NOT.value: [REASON + token, ON + token]},
                required_message=f"Select what happens with {row.name}",
            ),
            REASON + token: WordsField(
                label=f"Why is {row.name} left out?",
                rows=2,
                max_length=1000,
                required_message=f"Enter why {row.name} is left out",
            ),
            ON + token: DateField(
                label=f"When do you look at {row.name} again?",
                future=True,
                not_after=farthest_day,
                required_message=f"Enter the date to look again at {row.name}",
            ),
            VERSION + token: HiddenField(initial=row.version, required=False),
        }

    def clean(self) -> dict[str, Any]:
        """What is left out is looked at from tomorrow on."""
        data = super().clean()
        check_days_ahead(self, data, [ON + row.token for row in self.requests])
        return data

    def decided(self) -> list[tuple[str, dict[str, Any]]]:
        """For each request its token and the answer as the journey takes it, with the version on the page."""
        data = self.cleaned_data
        return [
            (
                row.token,
                {
                    "what": data[CHOICE + row.token],
                    "reason": data.get(REASON + row.token) or "",
                    "again_on": data.get(ON + row.token),
                    "seen_version": version_in(data.get(VERSION + row.token)),
                },
            )
            for row in self.requests
        ]


class StatementForm(Form):
    """For whom the statement is, in which size, and what it says of each incident.

    died, child: as the requesters say. incidents: of the requests that are told. missing: by what the page
    does not find requests, in words.
    """

    whom = SelectField(
        label="Who asks for the statement?", choices=Whom.choices, required_message="Select who asks for it"
    )
    whom_because = WordsField(
        label="If not the patient, or if the patient is a child: who, and why they may have it",
        rows=2,
        max_length=1000,
        required=False,
        mark_optional=False,
    )
    identity = WordsField(
        label="How did you check who they are?",
        hint="For example: passport seen, or known to the practice for years.",
        rows=2,
        max_length=1000,
        required_message="Enter how you checked who they are",
    )
    size = RadioField(
        label="Size of the letters",
        choices=[(STANDARD, "Standard (12 point)"), (LARGE, "Large print (18 point)")],
        required_message="Select the size of the letters",
    )

    def __init__(
        self, *args: Any, died: bool, child: bool, incidents: Sequence[Incident], missing: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.died, self.child = died, child
        self.fields = {**incident_fields(incidents, shown=True), **self.fields}
        if missing:
            self.fields["searched"] = BooleanField(
                label=f"I have considered requests that are known by {missing} alone",
                required_message=f"Confirm that you have considered requests known by {missing} alone",
            )

    def clean(self) -> dict[str, Any]:
        """Somebody else than the patient, or a child, needs words."""
        data = super().clean()
        check_whom(self, data, died=self.died, child=self.child)
        return data


def version_in(value: Any) -> int | None:
    """The request's version on the page; None where it carried none."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
