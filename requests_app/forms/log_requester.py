"""Who asks: from the register of requesters, or as the letter names them."""

from typing import Any

from kit.forms import CharField, DateField, EmailField, RadioField, SelectField, TextArea
from requests_app.forms.log_part import PartForm
from requests_app.law.loader import catalogue
from requests_app.models import Request, RequesterOrganisation
from requests_app.selectors import drafting

REGISTER, TYPED = "register", "typed"


def kinds() -> list[tuple[str, str]]:
    """The kinds of requester, as the catalogue names them."""
    return [(code, entry.label) for code, entry in catalogue().requester_kinds.items()]


class RequesterForm(PartForm):
    """The organisation, the officer, how they say they can be reached, and who signed above them."""

    part = "requester"
    plain = (
        "unit",
        "officer",
        "rank",
        "officer_number",
        "their_reference",
        "email",
        "telephone",
        "address",
        "supervisor",
        "supervisor_rank",
        "supervisor_signed_on",
    )
    groups = (
        ("The organisation", ("source", "unit")),
        ("The person who asks", ("officer", "rank", "officer_number", "their_reference")),
        ("Contact details as given in the request", ("email", "telephone", "address")),
        ("Who signed above them", ("supervisor", "supervisor_rank", "supervisor_signed_on")),
    )

    source = RadioField(
        label="Is the organisation in your register of requesters?",
        choices=[(REGISTER, "Yes, choose it"), (TYPED, "No, type it")],
        reveals={REGISTER: "organisation", TYPED: ("organisation_name", "kind")},
        required_message="Select whether the organisation is in your register",
    )
    organisation = SelectField(label="Organisation", required_message="Select the organisation")
    organisation_name = CharField(
        label="Name of the organisation",
        max_length=200,
        required_message="Enter the name of the organisation",
    )
    kind = SelectField(
        label="What kind of requester is it?", choices=kinds, required_message="Select the kind of requester"
    )
    unit = CharField(label="Unit, team or department", max_length=200, required=False)
    officer = CharField(label="Name of the person who asks", max_length=200, required=False)
    rank = CharField(label="Rank or job title", max_length=100, required=False, width="one-half")
    officer_number = CharField(
        label="Badge, collar or warrant number", max_length=50, required=False, width=20
    )
    their_reference = CharField(label="Their reference", max_length=100, required=False, width=20)
    email = EmailField(label="Email address", max_length=254, required=False, autocomplete="off")
    telephone = CharField(label="Telephone number", max_length=40, required=False, width=20, inputmode="tel")
    address = TextArea(label="Address", max_length=1000, rows=3, required=False)
    supervisor = CharField(
        label="Supervisor’s name",
        hint="Police forms are usually signed by an inspector or above. Leave empty if nobody signed.",
        max_length=200,
        required=False,
    )
    supervisor_rank = CharField(
        label="Supervisor’s rank or job title", max_length=100, required=False, width="one-half"
    )
    supervisor_signed_on = DateField(label="Date the supervisor signed", required=False, past=True)

    def prepare(self) -> None:
        """The practice's register; without one the organisation is simply typed."""
        self.register = {str(entry.key): entry for entry in drafting.register_of(self.case)}
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            (key, str(entry)) for key, entry in self.register.items()
        ]
        if not self.register:
            for name in ("source", "organisation"):
                del self.fields[name]
            self.regroup(("The organisation", ("organisation_name", "kind", "unit")), *self.groups[1:])

    @classmethod
    def starting_with(cls, case: Request) -> dict[str, Any]:
        """What was saved; a new one begins with the register."""
        if not hasattr(case, "requester"):
            return {"source": REGISTER}
        saved = case.requester
        chosen = saved.organisation
        return {name: getattr(saved, name) for name in (*cls.plain, "organisation_name", "kind")} | {
            "source": REGISTER if chosen else TYPED,
            "organisation": str(chosen.key) if chosen else "",
        }

    def check_answers(self) -> None:
        """A rank or a date of signing belongs to a name."""
        given = self.cleaned_data
        if not given.get("supervisor") and (
            given.get("supervisor_rank") or given.get("supervisor_signed_on")
        ):
            self.add_error("supervisor", "Enter the supervisor’s name, or clear their rank and date")

    def part_data(self) -> dict[str, Any]:
        """What the register says of the organisation stands in for what would be typed."""
        data, chosen = super().part_data(), self.chosen
        data["organisation"] = chosen
        data["organisation_name"] = chosen.name if chosen else self.cleaned_data["organisation_name"]
        data["kind"] = chosen.kind if chosen else self.cleaned_data["kind"]
        if chosen and not data["unit"]:
            data["unit"] = chosen.unit
        return data

    @property
    def chosen(self) -> RequesterOrganisation | None:
        """The entry of the register that was chosen."""
        return self.register.get(self.cleaned_data.get("organisation", ""))
