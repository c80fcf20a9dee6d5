"""Match: name, date of birth and one more, and what the record itself warns of."""

from typing import Any

from kit.forms import CheckboxesField, Form, RadioField
from requests_app.forms.answers import WordsField
from requests_app.law.loader import catalogue
from requests_app.models import Match

NAME, BIRTH = "name", "date_of_birth"


class MatchForm(Form):
    """Cleaned data is as the journey takes it, with what agrees as on_name, on_date_of_birth and third."""

    result = RadioField(
        label="What did you find?",
        choices=[
            (Match.MATCHED, "Matched", "Name, date of birth and one thing more agree."),
            (Match.UNCERTAIN, "Uncertain", "Some agree, or several people could be meant. It stops there."),
            (Match.NOT_FOUND, "Not found", "Nobody on the list fits. Telling anybody so is a disclosure."),
        ],
        required_message="Select what you found",
    )
    agrees = CheckboxesField(
        label="What agrees with the record?",
        choices=[(NAME, "Name"), (BIRTH, "Date of birth")],
        required=False,
        mark_optional=False,
    )
    third = RadioField(
        label="What else agrees?",
        choices=lambda: [*(Match._meta.get_field("third").choices or ()), ("", "Nothing else")],
        required=False,
        mark_optional=False,
    )
    record_flags = CheckboxesField(
        label="Does the record show any of these?",
        hint="For example a refuge marker. They stop a disclosure until an exception is recorded.",
        choices=lambda: [
            (entry.code, f"{entry.code} {entry.label}", entry.protects)
            for entry in catalogue().prohibitions.values()
            if entry.override != "never"
        ],
        required=False,
        mark_optional=False,
    )
    note = WordsField(label="Note", hint="What else agrees, or why it is uncertain.", rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        """A match needs all three; something else, or uncertainty, is described."""
        super().clean()
        data = self.cleaned_data
        agrees = data.pop("agrees", [])
        if data.get("result") == Match.MATCHED:
            if {NAME, BIRTH} - set(agrees):
                self.add_error(
                    "agrees", "A match needs both name and date of birth. Otherwise select “Uncertain”"
                )
            if not data.get("third"):
                self.add_error("third", "Select what else agrees. Otherwise select “Uncertain”")
        described = data.get("third") == "other" or data.get("result") == Match.UNCERTAIN
        if described and not data.get("note") and "note" not in self.errors:
            self.add_error("note", "Describe it in the note")
        return data | {"on_name": NAME in agrees, "on_date_of_birth": BIRTH in agrees}


def initial_of(match: Match | None) -> dict[str, Any]:
    """What the form starts with: the match as it was recorded."""
    if match is None:
        return {}
    agrees = [name for name, is_so in ((NAME, match.on_name), (BIRTH, match.on_date_of_birth)) if is_so]
    return {
        "result": match.result,
        "agrees": agrees,
        "third": match.third,
        "record_flags": match.record_flags,
        "note": match.note,
    }
