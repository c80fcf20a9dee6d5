"""Proposing to go past a prohibition, and confirming or declining it as the second senior person."""

from collections.abc import Sequence
from typing import Any

from kit.forms import CharField, DateField, Form, RadioField, SelectField
from requests_app.forms.answers import WordsField, marks, offer
from requests_app.law.loader import catalogue
from requests_app.law.vocabulary import Override

CONFIRM, DECLINE = "confirm", "decline"
HINTS = {
    Override.STATUTORY_EXCEPTION: (
        "Only with a named exception of the law, legal advice and a second senior person."
    ),
    Override.SECOND_SENIOR: "With recorded advice and a second senior person.",
}


class ProposeForm(Form):
    """Which prohibition, on what exception, on whose advice, and why."""

    prohibition = RadioField(
        label="Which prohibition?", choices=[], required_message="Select the prohibition"
    )
    exception = SelectField(
        label="Which exception of the law?",
        hint="Only where the prohibition is opened by a named exception. What is not verified says so.",
        choices=[],
        required=False,
        mark_optional=False,
    )
    reason = WordsField(
        label="Why does this disclosure fall within it?",
        question=True,
        required_message="Enter why it falls within it",
    )
    advice = WordsField(
        label="The advice, as it was given",
        question=True,
        hint="Do not name the patient.",
        required_message="Enter the advice as it was given",
    )
    advice_from = CharField(
        label="Who gave the advice",
        hint="Name and firm or organisation. Legal advice, where an exception of the law is relied on.",
        max_length=200,
        required_message="Enter who gave the advice",
    )
    advised_on = DateField(
        label="Given on", past=True, required_message="Enter the day on which the advice was given"
    )

    def __init__(self, *args: Any, prohibitions: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = catalogue()
        entries = [known.prohibitions[code] for code in prohibitions]
        offer(
            self,
            "prohibition",
            [
                (entry.code, f"{entry.code} {entry.label}{marks(entry)}", HINTS[entry.override])
                for entry in entries
            ],
        )
        exceptions = [known.exceptions[code] for entry in entries for code in entry.exceptions]
        if exceptions:
            self.fields["exception"].choices = [  # type: ignore[attr-defined]
                ("", "None"),
                *((entry.code, f"{entry.prohibition}: {entry.label}{marks(entry)}") for entry in exceptions),
            ]
        else:
            del self.fields["exception"]

    def clean(self) -> dict[str, Any]:
        """A prohibition with exceptions takes one of its own; another takes none."""
        data = super().clean()
        entry = catalogue().prohibitions.get(data.get("prohibition") or "")
        given = data.setdefault("exception", "")
        if entry is not None and "exception" in self.fields and "exception" not in self.errors:
            takes_one = entry.override is Override.STATUTORY_EXCEPTION
            if takes_one and given not in entry.exceptions:
                self.add_error("exception", f"Select the exception that opens {entry.code}")
            elif given and not takes_one:
                self.add_error("exception", f"{entry.code} has no exception: select “None”")
        return data


class SecondPersonForm(Form):
    """Confirm or decline a proposal; its own proposer may only take it back."""

    prohibition = RadioField(label="Which proposal?", choices=[], required_message="Select the proposal")
    decision = RadioField(
        label="What do you say to it?",
        choices=[
            (CONFIRM, "I confirm it", "You take part in this request, and so can’t decide it."),
            (DECLINE, "I decline it", "The prohibition stops the disclosure as before."),
        ],
        reveals={DECLINE: "reason"},
        required_message="Select whether you confirm or decline it",
    )
    reason = WordsField(label="Why?", rows=3, required_message="Enter why")

    def __init__(self, *args: Any, proposals: Sequence[tuple[str, str]], own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "prohibition", [(code, text, "") for code, text in proposals])
        if own:
            offer(self, "decision", [(DECLINE, "I take it back", "")])
