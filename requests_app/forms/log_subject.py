"""Whose data: one person, several, or nobody named."""

from typing import Any

from kit.forms import (
    BooleanField,
    CharField,
    DateField,
    Form,
    NhsNumberField,
    RadioField,
    SelectField,
    TextArea,
)
from requests_app.forms.log_part import PartForm
from requests_app.models import Request, Subject
from requests_app.models.request import SubjectKind

PERSON = ("name", "other_names", "date_of_birth", "nhs_number", "address", "role", "deceased")
NOBODY_HINT = (
    "Such a request passes the legal-basis review only where the law compels it, or in an emergency."
)
KINDS = (
    (SubjectKind.ONE, "One person"),
    (SubjectKind.SEVERAL, "Several people", "You list them next. Each becomes a linked request of its own."),
    (SubjectKind.NOBODY_NAMED, "Nobody is named: an address, a number or a list", NOBODY_HINT),
)


def saved_person(subject: Subject) -> dict[str, Any]:
    """A person of the draft as the form and the writer take them."""
    return {name: getattr(subject, name) for name in PERSON}


class PersonFields(Form):
    """One person as the requester describes them. Nothing here is looked up in the patient list."""

    name = CharField(label="Full name", max_length=200, required_message="Enter the person’s full name")
    other_names = CharField(
        label="Other names they are known by", max_length=200, required=False, mark_optional=True
    )
    date_of_birth = DateField(label="Date of birth", hint="For example, 27 3 1985", required=False, past=True)
    nhs_number = NhsNumberField(
        hint="Only if the requester gives it. Do not look it up.", required=False, mark_optional=True
    )
    address = TextArea(label="Address as the requester gives it", max_length=1000, rows=3, required=False)
    role = SelectField(
        label="What are they to the requester?",
        choices=Subject._meta.get_field("role").choices,
        initial="other",
    )
    deceased = BooleanField(label="The requester says that the person has died", required=False)


class PersonForm(PersonFields):
    """One of several people. `others`: those already on the list."""

    def __init__(self, *args: Any, others: list[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others

    def clean_nhs_number(self) -> str:
        """Two people can't share a number."""
        number: str = self.cleaned_data["nhs_number"]
        if number and any(number == other.nhs_number for other in self.others):
            self.add_error("nhs_number", "Somebody else on the list has this NHS number: check both")
        return number

    def clean(self) -> dict[str, Any]:
        """A valid form carries `person`, as the writer takes them."""
        super().clean()
        if not self.errors:
            self.cleaned_data["person"] = {name: self.cleaned_data[name] for name in PERSON}
        return self.cleaned_data


class SubjectForm(PersonFields, PartForm):
    """Whose data they ask for."""

    part = "subject"
    field_order = ("subject_kind",)

    subject_kind = RadioField(
        label="Whose data do they ask for?",
        choices=KINDS,
        reveals={SubjectKind.ONE: PERSON, SubjectKind.NOBODY_NAMED: "subject_description"},
        required_message="Select whose data they ask for",
    )
    subject_description = TextArea(
        label="What do they describe?",
        hint="For example, “everyone at 4 Mill Lane since January”.",
        max_length=1000,
        rows=3,
        required_message="Describe what they ask about",
    )

    @classmethod
    def starting_with(cls, case: Request) -> dict[str, Any]:
        """One person, unless it was answered before."""
        first = case.subjects.first()
        return {
            "subject_kind": case.subject_kind or SubjectKind.ONE,
            "subject_description": case.subject_description,
            **(saved_person(first) if first else {"role": "other"}),
        }

    def check_answers(self) -> None:
        """Nobody drops off a list of several by the way."""
        kind = self.cleaned_data.get("subject_kind")
        if kind == SubjectKind.SEVERAL or not kind:
            return
        listed = self.case.subjects.count()
        if listed > 1:
            self.add_error(
                "subject_kind",
                f"There are {listed} people on the list. Choose “Several people”, "
                "then remove those who do not belong there",
            )

    def part_data(self) -> dict[str, Any]:
        """The person typed here, or those already on the list of several."""
        given = self.cleaned_data
        kind = given["subject_kind"]
        people: list[dict[str, Any]] = []
        if kind == SubjectKind.ONE:
            people = [{name: given[name] for name in PERSON}]
        elif kind == SubjectKind.SEVERAL:
            people = [saved_person(subject) for subject in self.case.subjects.all()]
        return {
            "subject_kind": kind,
            "subjects": people,
            "subject_description": given["subject_description"],
        }


class CorrectedSubjectForm(SubjectForm):
    """After submission each request has one person or nobody: another person needs a request of their own."""

    def prepare(self) -> None:
        """Without "several"."""
        self.fields["subject_kind"].choices = [row for row in KINDS if row[0] != SubjectKind.SEVERAL]  # type: ignore[attr-defined]
