"""Triage: the questions on the face of the request, how the requester was verified, and the ways out."""

from collections.abc import Iterable
from typing import Any

from kit.forms import BooleanField, CharField, CheckboxesField, Form, RadioField
from requests_app.forms.answers import WordsField, YesNoField, offer
from requests_app.law.loader import catalogue

NOBODY = "nobody"


class TriageForm(Form):
    """Everything may be left open while it is saved; accepting asks for all of it."""

    written = YesNoField(
        label="Is the request in writing?",
        hint="Notes of a phone call are not. Ask the requester to write.",
        required=False,
        mark_optional=False,
        inline=True,
    )
    addressed_to_us = YesNoField(
        label="Is it meant for this practice?",
        hint="Judge by what it says, not by whether the person is a patient. Do not look them up.",
        required=False,
        mark_optional=False,
        inline=True,
    )
    own_data_or_foi = YesNoField(
        label="Is it in truth a person asking for their own data, or a freedom of information request?",
        hint="A patient’s solicitor or agent who asks for the patient counts as the patient.",
        required=False,
        mark_optional=False,
        inline=True,
    )
    prohibitions = CheckboxesField(
        label="Does the request itself show any of these?",
        hint="Tick what you can see in the request. The record is looked at later, if at all.",
        choices=lambda: [
            (entry.code, f"{entry.code} {entry.label}", _first_sentence(entry.protects))
            for entry in catalogue().prohibitions.values()
        ],
        required=False,
        mark_optional=False,
    )
    prohibitions_checked = BooleanField(
        label="I have looked for each of these in the request", required=False
    )
    reason = WordsField(
        label="Anything the next reviewer should know",
        required=False,
        rows=4,
        hint="Your reasons, in words.",
        question=True,
    )


def _first_sentence(text: str) -> str:
    return text.split("\n\n", 1)[0]


class VerifyForm(Form):
    """How far the requester's identity was checked.

    numbers: (key, label, hint) from the register; binding: an order or notice came with the request.
    """

    level = RadioField(
        label="How far was the requester’s identity checked?",
        choices=lambda: [
            (level.code, f"{level.code} {level.label}", level.test)
            for level in catalogue().verification_levels.values()
        ],
        required_message="Select how far the requester’s identity was checked",
    )
    called = RadioField(
        label="Which number did you call?",
        hint="Only numbers from the practice’s register of requesters, never one that the request gives.",
        choices=[],
        required=False,
        mark_optional=False,
    )
    spoke_to = CharField(
        label="Who did you speak to?",
        hint="Name, and role or collar number",
        max_length=200,
        required=False,
        mark_optional=False,
    )
    means = WordsField(
        label="What did you check, and what was the answer?",
        question=True,
        rows=4,
        required_message="Enter what you checked and what the answer was",
    )

    def __init__(
        self, *args: Any, numbers: Iterable[tuple[str, str, str]], binding: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.binding = binding
        offer(self, "called", [*numbers, (NOBODY, "Nobody was called", "")])

    def clean(self) -> dict[str, Any]:
        """V2 and V3 rest on a call to somebody with a name; V4 on an order or notice."""
        super().clean()
        data = self.cleaned_data
        if data.get("called") == NOBODY:
            data["called"] = ""
        if data.get("level") == "V4" and not self.binding:
            self.add_error("level", "No order or notice came with it: correct the request to record it first")
        if data.get("level") in ("V2", "V3") and "called" not in self.errors:
            if not data.get("called"):
                self.add_error(
                    "called", f"Select the number that you called: {data['level']} needs a call back"
                )
            elif not data.get("spoke_to") and "spoke_to" not in self.errors:
                self.add_error("spoke_to", "Enter who you spoke to")
        return data


class EndTriageForm(Form):
    """The ways out of triage without a review."""

    outcome = RadioField(label="How does it end?", choices=[], required_message="Select how the request ends")
    reason = WordsField(
        label="Why?",
        question=True,
        hint="For the practice’s own record. The requester is not told.",
        rows=4,
        required_message="Enter why it ends here",
    )

    def __init__(self, *args: Any, outcomes: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "outcome", outcomes)
