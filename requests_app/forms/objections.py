"""An objection as it was said, its being taken back, and how it weighs in one request."""

from collections.abc import Sequence
from typing import Any

from consent.models.objection import Against, HowSaid, SaidBy
from kit.forms import CharField, CheckboxesField, DateField, Form, NhsNumberField, RadioField, SelectField
from requests_app.forms.answers import WordsField, offer
from requests_app.forms.reading import BY_NAME, BY_NUMBER, name_with_letters
from requests_app.law.loader import catalogue
from requests_app.models.weighing import Conclusion

ALL, SOME = "all", "some"


def kinds() -> list[tuple[str, str]]:
    """Every kind of requester of the catalogue."""
    return [(code, kind.label) for code, kind in catalogue().requester_kinds.items()]


def items() -> list[tuple[str, str]]:
    """Every item of the catalogue."""
    return [(code, f"{code} {entry.label}") for code, entry in catalogue().items.items()]


class ObjectionForm(Form):
    """What they said, about which requests and items, who said it, how and when."""

    groups = (
        ("What they object to", ("words", "against", "which_items")),
        ("Who said it, how and when", ("said_by", "speaker", "how", "said_on")),
    )
    words = WordsField(
        label="What did they say?",
        hint="In their own words as far as you can. Do not name the patient here.",
        rows=4,
        required_message="Enter what they said",
    )
    against = RadioField(
        label="Which requests is it about?",
        choices=Against.choices,
        reveals={Against.KIND: "requester_kind", Against.ORGANISATION: "organisation_name"},
        required_message="Select which requests it is about",
    )
    requester_kind = SelectField(
        label="Which kind of requester?", choices=kinds, required_message="Select the kind of requester"
    )
    organisation_name = CharField(
        label="Which organisation?",
        hint="As your register of requesters names it, if it is there.",
        max_length=200,
        required_message="Enter the name of the organisation",
    )
    which_items = RadioField(
        label="Which details is it about?",
        choices=[(ALL, "Any detail about them"), (SOME, "Only some")],
        reveals={SOME: "items"},
        required_message="Select which details it is about",
    )
    items = CheckboxesField(
        label="Which details?", choices=items, small=True, required_message="Select the details"
    )
    said_by = RadioField(
        label="Who said it?",
        choices=SaidBy.choices,
        required_message="Select who said it",
    )
    speaker = CharField(
        label="If somebody spoke for the patient: who, and why may they?",
        hint="For example, “mother, with parental responsibility; birth certificate seen”.",
        max_length=300,
        required=False,
        mark_optional=False,
    )
    how = RadioField(label="How?", choices=HowSaid.choices, required_message="Select how it was said")
    said_on = DateField(
        label="On which day?", past=True, required_message="Enter the day on which it was said"
    )

    def clean(self) -> dict[str, Any]:
        """Whoever speaks for the patient says who they are."""
        data = super().clean()
        speaks_for = data.get("said_by") not in (None, "", SaidBy.PATIENT)
        if speaks_for and not data.get("speaker") and "speaker" not in self.errors:
            self.add_error("speaker", "Enter who spoke for the patient, and why they may")
        return data

    def answers(self) -> dict[str, Any]:
        """As the journey takes them."""
        found = dict(self.cleaned_data)
        found.pop("which_items")
        return found


class TakeBackForm(Form):
    """How and why it was taken back."""

    reason = WordsField(
        label="How do you know that they take it back, and why?",
        hint="For example, “rang on 3 March, name and date of birth checked: they changed their mind”.",
        rows=3,
        required_message="Enter how you know that they take it back",
    )


class AlsoKnownForm(Form):
    """Another way in which requests may name the same person."""

    by = RadioField(
        label="How else may requests name them?",
        choices=[(BY_NUMBER, "By their NHS number"), (BY_NAME, "By their name and date of birth")],
        reveals={BY_NUMBER: "nhs_number", BY_NAME: ("name", "date_of_birth")},
        required_message="Select how requests may name them",
    )
    nhs_number = NhsNumberField()
    name = CharField(
        label="Full name", hint="As a requester would write it, first name first.", max_length=200
    )
    date_of_birth = DateField(label="Date of birth", hint="For example, 27 3 1985", past=True)

    def clean_name(self) -> str:
        """A name by which somebody can be found."""
        return name_with_letters(self.cleaned_data["name"])

    def given(self) -> dict[str, Any]:
        """What is known of the person, by the names that a request's subject has for it."""
        data = self.cleaned_data
        if data["by"] == BY_NUMBER:
            return {"nhs_number": data["nhs_number"]}
        return {"name": data["name"], "date_of_birth": data["date_of_birth"]}


class WeighForm(Form):
    """How one objection weighs in this request."""

    objection = RadioField(
        label="Which objection do you weigh?", choices=[], required_message="Select the objection"
    )
    conclusion = RadioField(
        label="What do you conclude?",
        choices=[
            (Conclusion.UPHELD, "Upheld", "For these items it outweighs what speaks for disclosing them."),
            (Conclusion.NOT_UPHELD, "Not upheld", "Something outweighs it, or the law leaves no choice."),
            (Conclusion.SOMEBODY_ELSE, "It is another person’s", "Same name and birth date, other person."),
        ],
        reveals={Conclusion.UPHELD: "upheld"},
        required_message="Select what you conclude",
    )
    upheld = CheckboxesField(
        label="For which items?", choices=[], required_message="Select the items for which it is upheld"
    )
    reason = WordsField(
        label="Why?",
        question=True,
        hint="Say what you weighed it against. Do not name the patient here.",
        rows=4,
        required_message="Enter why",
    )

    def __init__(
        self,
        *args: Any,
        objections: Sequence[tuple[str, str, str]],
        items: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "objection", objections)
        self.fields["upheld"].choices = list(items)  # type: ignore[attr-defined]
