"""Asking a patient for consent, recording what came of it, and a withdrawal."""

from collections.abc import Sequence
from typing import Any

from consent.models.asking import Answer, AskedBy
from consent.models.consent import GivenBy, HowEnded, HowGiven, PhoneIdentifier
from kit.forms import CharField, CheckboxesField, DateField, Form, RadioField, SelectField
from requests_app.forms.answers import WordsField, YesNoField, farthest_day

Choices = Sequence[tuple[str, str]]


class AskConsentForm(Form):
    """When and how the patient was asked, for which items, and until when you hope for an answer."""

    asked_on = DateField(
        label="Asked on", past=True, required_message="Enter the day on which they were asked"
    )
    means = RadioField(
        label="How were they asked?",
        hint="Use details that the practice holds, never those in the request.",
        choices=AskedBy,
        required_message="Select how they were asked",
    )
    items = CheckboxesField(
        label="For which items?", choices=[], required_message="Select at least one item", small=True
    )
    answer_by = DateField(
        label="Answer hoped for by",
        hint="You are reminded then. Nothing stops meanwhile.",
        future=True,
        not_after=farthest_day,
        required_message="Enter the day by which you hope for an answer",
    )

    def __init__(self, *args: Any, items: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = list(items)  # type: ignore[attr-defined]


class AnswerForm(Form):
    """What came of asking, where it isn't consent."""

    answer = RadioField(
        label="What came of it?",
        choices=[
            (
                Answer.REFUSED,
                "They refused",
                "The request can still rest on a duty or on the public interest.",
            ),
            (Answer.NO_ANSWER, "No answer in time", "Silence is never consent."),
        ],
        reveals={Answer.NO_ANSWER: "tried"},
        required_message="Select what came of it",
    )
    tried = WordsField(
        label="How you tried to reach them",
        rows=3,
        required_message="Enter how you tried to reach them",
    )


class RecordConsentForm(Form):
    """A consent as it was given: who, how, to what, for whom, and until when.

    powerful: the requester has power over the patient by what they are, so that the question whether the
    consent is freely given is always asked.
    """

    given_by = RadioField(
        label="Who gave it?",
        choices=GivenBy,
        required_message="Select who gave it",
    )
    given_by_name = CharField(
        label="Name of whoever spoke for the patient",
        hint="Leave empty where the patient spoke.",
        max_length=200,
        required=False,
        mark_optional=False,
    )
    authority_seen = WordsField(
        label="What you saw that lets them speak for the patient",
        hint="For example: a lasting power of attorney for health and welfare, registered, with its number. "
        "Leave empty where the patient spoke.",
        rows=2,
        required=False,
        mark_optional=False,
    )
    capacity = WordsField(
        label="How you considered capacity",
        hint="For an adult: can they understand, keep, weigh and tell what this means?",
        rows=3,
        required_message="Enter how you considered capacity",
    )
    patient_is_child = YesNoField(
        label="Is the patient under 18?",
        inline=True,
        reveals={"yes": "competence"},
        required_message="Select whether the patient is under 18",
    )
    competence = WordsField(
        label="How you considered whether the child can consent, or who may for them",
        hint="No rule here decides this: ask a clinician, and write down what you weighed.",
        rows=3,
        required_message="Enter how you considered the child’s competence",
    )
    explained = WordsField(
        label="What you explained",
        hint="Who asks, for what purpose, which items, what may follow, and that they may say no.",
        rows=3,
        required_message="Enter what you explained before it was given",
    )
    items = CheckboxesField(
        label="To which items?",
        hint="Only those that they named. Anything else is asked for again.",
        choices=[],
        required_message="Select at least one item",
        small=True,
    )
    recipient = CharField(
        label="To which recipient?",
        hint="One person or body. The guardian can approve these words alone as the recipient.",
        max_length=300,
        required_message="Enter the recipient that was consented to",
    )
    freely_given = WordsField(
        label="What you asked about it being freely given, and the answer",
        hint="For example: asked alone, without anybody from there; they said that nobody pressed them.",
        rows=3,
        required=False,
        mark_optional=False,
    )
    given_on = DateField(label="Given on", past=True, required_message="Enter the day on which it was given")
    how = RadioField(
        label="How was it given?",
        choices=HowGiven,
        reveals={HowGiven.PHONE: ("identifier_one", "identifier_two")},
        required_message="Select how it was given",
    )
    identifier_one = SelectField(
        label="First identifier that you checked",
        choices=PhoneIdentifier,
        required_message="Select the first identifier that you checked",
    )
    identifier_two = SelectField(
        label="Second identifier that you checked",
        choices=PhoneIdentifier,
        required_message="Select the second identifier that you checked",
    )
    evidence = CharField(
        label="Where the evidence is kept",
        hint="For example: scanned to the record, with the date. Do not copy it here.",
        max_length=300,
        required_message="Enter where the evidence is kept",
    )
    valid_from = DateField(
        label="Valid from",
        not_after=farthest_day,
        required_message="Enter the first day on which it is valid",
    )
    valid_until = DateField(
        label="Valid until",
        hint="The last day on which something may leave on it.",
        future=True,
        not_after=farthest_day,
        required_message="Enter the last day on which it is valid",
    )

    groups: Sequence[tuple[str, Sequence[str]]] = (
        ("Who consented", ("given_by", "given_by_name", "authority_seen", "patient_is_child", "capacity")),
        ("To what", ("explained", "items", "recipient", "freely_given")),
        ("How and until when", ("given_on", "how", "evidence", "valid_from", "valid_until")),
    )

    def __init__(self, *args: Any, items: Choices, powerful: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = list(items)  # type: ignore[attr-defined]
        self.fields["freely_given"].required = powerful
        if not powerful:
            self.fields["freely_given"].help_text = (
                "Needed where whoever asks has power over the patient, such as an employer. "
                "Leave empty where they have none."
            )

    def clean(self) -> dict[str, Any]:
        """Whoever speaks for the patient is named, with what was seen."""
        data = super().clean()
        if data.get("given_by") not in (None, "", GivenBy.PATIENT):
            for name, words in (
                ("given_by_name", "Enter who spoke for the patient"),
                ("authority_seen", "Enter what you saw that lets them speak for the patient"),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return data

    def consent(self) -> dict[str, Any]:
        """As the journey takes it."""
        data = {name: self.cleaned_data.get(name) for name in self.fields}
        texts = ("competence", "identifier_one", "identifier_two", "freely_given")
        data |= {name: data[name] or "" for name in texts}
        return data | {"requester_has_power": bool(data["freely_given"])}


class WithdrawConsentForm(Form):
    """Which consents were withdrawn, when, how, and to whom the patient said it; or that it was a mistake."""

    consents = CheckboxesField(
        label="Which consents?",
        hint="All that stand are selected: untick what the patient keeps.",
        choices=[],
        required_message="Select at least one consent",
        small=True,
    )
    withdrawn_how = RadioField(
        label="How was it withdrawn?", choices=HowEnded, required_message="Select how it was withdrawn"
    )
    withdrawn_on = DateField(
        label="The practice was told on",
        hint="For a mistake: the day on which it was found.",
        past=True,
        required_message="Enter the day on which you were told",
    )
    withdrawn_to = CharField(
        label="To whom did they say it?",
        hint="A member of the practice, by name or by job. For a mistake: what was wrong.",
        max_length=200,
        required_message="Enter to whom they said it, or what was wrong",
    )

    def __init__(self, *args: Any, consents: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consents"].choices = list(consents)  # type: ignore[attr-defined]
