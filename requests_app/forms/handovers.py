"""Hand-overs: opening one, and each step of it."""

from typing import Any

from django.utils import timezone

from kit.forms import CharField, DateField, Form, RadioField, TimeField
from requests_app.deadlines.local_time import moment
from requests_app.forms.answers import WordsField, farthest_day, in_words, offer

KINDS = [
    (
        "sar",
        "Subject access request",
        "Somebody asks for their own data, or for another right over them. One calendar month.",
    ),
    (
        "foi",
        "Freedom of information request",
        "Somebody asks for information that the practice holds as a public authority. 20 working days.",
    ),
    (
        "complaint",
        "Data protection complaint",
        "Somebody complains of how the practice used their data. Acknowledged within 30 days; the outcome by "
        "the practice’s own target.",
    ),
]
FGM = (
    "fgm",
    "Report of female genital mutilation",
    "A girl under 18 told a professional, or they saw the signs: the police hear before one month ends.",
)
NOT_THE_PATIENT = "Do not name the patient."


def more_time(hint: str) -> WordsField:
    """Why an answer takes longer, for whatever extends it."""
    return in_words("Why is more time needed?", "Enter why more time is needed", hint)


class HandoverForm(Form):
    """What it is, and when it first came. `reports`: the practice is where there is the duty to report."""

    kind = RadioField(label="What is it?", choices=KINDS, required_message="Select what it is")
    received_on = DateField(
        label="When did the practice first receive it?",
        hint="The clock runs from this day, also where it was noticed later. For a report: when it was first "
        "found.",
    )
    note = in_words(
        label="What does it say?",
        hint=NOT_THE_PATIENT,
        missing="Enter what it says",
    )

    def __init__(self, *args: Any, reports: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reports:
            offer(self, "kind", [*KINDS, FGM])


class WeighForm(Form):
    """Until when the public interest is weighed, and why."""

    extended_to = DateField(
        label="Until when will you weigh it?",
        hint="Your own date, a reasonable time after the 20 working days. You are reminded of it.",
        future=True,
        not_after=farthest_day,
    )
    notice_sent_on = DateField(
        label="When did you send the refusal notice?",
        hint="Leave this empty while it is not sent. Once the 20 working days are over, more time can be "
        "taken only where it was sent within them.",
        required=False,
    )
    reason = more_time("Which exemption you look at, and what makes the balance hard.")


class NoticeForm(Form):
    """When the refusal notice went."""

    notice_sent_on = DateField(label="When did you send the refusal notice?")


class AcknowledgeForm(Form):
    """Nothing to say: one button."""


class IdentifyForm(Form):
    """The day on which the information came."""

    relevant_on = DateField(
        label="On which day did the information come?",
        hint="What you needed to know who the person is. The month counts from this day.",
    )


class AskForm(Form):
    """What the person is asked to make clear."""

    question = in_words(
        label="What do you ask the person?",
        hint="Only what you reasonably need to know to answer. The days until they answer don’t count.",
        missing="Enter what you ask",
    )


class GoOnForm(Form):
    """What they answered, and when."""

    answered_on = DateField(
        label="On which day did the answer come?",
        hint="The clock stood still until this day, also where you record it later.",
        initial=timezone.localdate,
    )
    answer = in_words(
        label="What did they answer?",
        hint="If no answer came and you go on without, say so.",
        missing="Enter what they answered",
    )


class ExtendForm(Form):
    """The notice, and why."""

    notice_sent_on = DateField(
        label="When did you tell the person?",
        hint="They must have been told, with the reasons, within the first month.",
    )
    reason = more_time("Because of how complex it is, or how many requests they made.")


class AnswerForm(Form):
    """How it was answered."""

    answer = in_words(
        label="How was it answered?",
        hint=NOT_THE_PATIENT,
        missing="Enter how it was answered",
    )


class ReportedForm(Form):
    """When and how a report was made."""

    reported_on = DateField(
        label="On which day was it reported?",
        hint="Its date was met on this day, also where you record it later.",
    )
    answer = in_words(
        label="How was it reported?",
        hint=NOT_THE_PATIENT,
        missing="Enter how it was reported",
    )


class CloseForm(Form):
    """Answered: one button. Unanswered: why."""

    reason = in_words(
        label="Why is it closed without an answer?",
        hint="For example, because the person took it back.",
        missing="Enter why it is closed without an answer",
    )


class ReportForm(Form):
    """Whether an incident was reported to the Information Commissioner."""

    reported = RadioField(
        label="Was it reported to the Information Commissioner?",
        choices=[
            ("yes", "Yes, it was reported"),
            ("no", "No, and it need not be", "Only where a risk to people is unlikely."),
        ],
        reveals={"yes": ["reported_on", "reported_time", "reference"], "no": "reason"},
        required_message="Select whether it was reported",
    )
    reported_on = DateField(label="On which day was it reported?")
    reported_time = TimeField(label="At what time?")
    reference = CharField(label="The Commissioner’s reference", max_length=60, required=False)
    reason = in_words(
        label="Why is a risk to people unlikely?",
        hint="Say who decided it. The Commissioner may ask for this record.",
        missing="Enter why a risk to people is unlikely",
    )

    def only_that_it_was(self) -> None:
        """Offer no more than that: whoever recorded the incident doesn't decide that it need not be."""
        offer(self, "reported", [("yes", "Yes, it was reported", "")])

    def report(self) -> dict[str, Any]:
        """As the journey takes it."""
        data = self.cleaned_data
        if data["reported"] == "no":
            return {"reported_at": None, "reason": data["reason"]}
        at = moment(data["reported_on"], data["reported_time"])
        return {"reported_at": at, "reference": data["reference"]}
