"""Closing a request, and opening it again."""

from typing import Any

from consent.models.telling import Told
from kit.forms import CharField, DateField, RadioField
from requests_app.forms.answers import WordsField
from requests_app.forms.telling import (
    PUT_OFF_DAYS,
    TOLD_FIELDS,
    ToldForm,
    check_days_ahead,
    nobody_fields,
    put_off_answer,
    put_off_fields,
    put_off_names,
    told_answer,
)
from requests_app.journey.closing import LATER, NO, NOBODY, PUT_OFF, YES


class CloseForm(ToldForm):
    """The reply, the patient, a note.

    `must_reply`: it can't close before the reply was sent. `decided`: what was decided about telling the
    patient stands, so that only "told" is asked. `matched`: a record was found, so that there is somebody to
    tell. `told`: they were told already, and nothing is asked.
    """

    reply_sent_on = DateField(
        label="Date the reply was sent", past=True, required_message="Enter the date the reply was sent"
    )
    reply_means = CharField(
        label="How it was sent",
        hint="For example: recorded post to the published address",
        max_length=200,
        required_message="Enter how it was sent",
    )
    patient_told = RadioField(
        label="Was the patient told?",
        reveals={
            YES: list(TOLD_FIELDS),
            LATER: put_off_names(Told.LATER),
            NO: put_off_names(Told.NOT),
            NOBODY: "nobody_reason",
        },
        required_message="Select whether the patient was told",
    )
    note = WordsField(label="Note", rows=3, required=False)

    def __init__(
        self,
        *args: Any,
        must_reply: bool,
        decided: bool = False,
        matched: bool = False,
        told: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.decided = decided
        if not must_reply:
            for name in ("reply_sent_on", "reply_means"):
                self.fields[name].required = False
        if told:
            for name in ("patient_told", *TOLD_FIELDS):
                del self.fields[name]
            return
        if decided:
            choices = [(YES, "Yes"), (LATER, "Not yet: what was decided stands"), (NO, "No, as was decided")]
            question: Any = self.fields["patient_told"]
            question.reveals = {YES: TOLD_FIELDS}
        else:
            choices = [(YES, "Yes"), (LATER, "Not yet: they are told later"), (NO, "No")]
            if not matched:
                choices.append((NOBODY, "There is nobody to tell: nobody here is known to be concerned"))
            self.fields |= {**put_off_fields(Told.LATER), **put_off_fields(Told.NOT), **nobody_fields()}
        self.fields["patient_told"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A reply that was sent was sent somehow; what is put off is looked at from tomorrow on."""
        data = super().clean()
        check_days_ahead(self, data, PUT_OFF_DAYS)
        if data.get("reply_sent_on") and not data.get("reply_means") and "reply_means" not in self.errors:
            self.add_error("reply_means", "Enter how it was sent")
        return data

    def answer(self) -> dict[str, Any]:
        """The cleaned answers as the journey takes them."""
        data = self.cleaned_data
        told = data.get("patient_told") or YES
        found = {
            **{name: data[name] for name in ("reply_sent_on", "reply_means", "note")},
            "patient_told": told,
        }
        if told == YES:
            return found | told_answer(data)
        if told == NOBODY:
            return found | {"reason": data["nobody_reason"]}
        return found if self.decided else found | put_off_answer(data, PUT_OFF[told])
