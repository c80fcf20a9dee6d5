"""Asking an adviser, and recording what they answered."""

from collections.abc import Collection, Sequence
from typing import Any

from kit.forms import CharField, DateField, Form, RadioField
from requests_app.forms.answers import WordsField, offer
from requests_app.models.advice import Adviser

WHEN = {
    Adviser.DPO: "Told by e-mail, and answers here.",
    Adviser.DEFENCE: "Your own defence organisation, by phone or letter.",
    Adviser.LMC: "",
    Adviser.CALDICOTT_COUNCIL: "For guardians: advice from their peers.",
    Adviser.LEGAL: "Where a prohibition, an order or a statute’s exception is in doubt.",
}


class AskAdviceForm(Form):
    """Whom, and what."""

    adviser = RadioField(
        label="Whom do you ask?",
        choices=[(value, label, WHEN[Adviser(value)]) for value, label in Adviser.choices],
        required_message="Select whom you ask",
    )
    question = WordsField(
        label="What is your question?",
        question=True,
        hint="Do not name the patient when you ask outside the practice, nor say whether they are a patient.",
        required_message="Enter your question",
    )


class AnswerForm(Form):
    """What the adviser said. `own`: the questions that the person answers as the officer who was asked."""

    number = RadioField(
        label="Which question?", choices=[], required_message="Select the question that was answered"
    )
    answer = WordsField(label="The answer", question=True, required_message="Enter the answer")
    answered_by_name = CharField(
        label="Who gave the answer",
        hint="Name, and organisation.",
        max_length=200,
        required=False,
        mark_optional=False,
    )
    answered_on = DateField(label="Given on", past=True, required=False, mark_optional=False)

    def __init__(
        self, *args: Any, questions: Sequence[tuple[str, str]], own: Collection[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        offer(self, "number", [(number, text, "") for number, text in questions])
        if set(own) >= {number for number, _ in questions}:
            del self.fields["answered_by_name"], self.fields["answered_on"]

    def clean(self) -> dict[str, Any]:
        """Another's answer says who gave it, and on which day."""
        data = super().clean()
        data.setdefault("answered_by_name", "")
        data.setdefault("answered_on", None)
        if data.get("number") and data["number"] not in self.own:
            if not data["answered_by_name"] and "answered_by_name" not in self.errors:
                self.add_error("answered_by_name", "Enter who gave the answer")
            if not data["answered_on"] and "answered_on" not in self.errors:
                self.add_error("answered_on", "Enter the day on which it was given")
        return data
