"""Who may see the request."""

from typing import Any

from kit.forms import CheckboxesField, RadioField
from practices.roles import ROLES
from requests_app.forms.log_part import PartForm
from requests_app.models import Request
from requests_app.selectors import drafting

OPEN, NAMED = "open", "named"


class RestrictionForm(PartForm):
    """Open to the practice's team, or to named people: enough of them to take it to its end."""

    part = "restriction"

    restricted = RadioField(
        label="Who may see this request?",
        choices=[
            (OPEN, "The practice’s team", "Everyone whose role includes seeing requests."),
            (
                NAMED,
                "Only people I name",
                "For example, where the person works here or is known to the staff.",
            ),
        ],
        reveals={NAMED: "people"},
        required_message="Select who may see this request",
    )
    people = CheckboxesField(
        label="Name the people",
        hint="At least yourself, somebody who reviews the legal basis, and another who decides. "
        "Auditors see every request.",
        required_message="Select who may see it",
    )

    def prepare(self) -> None:
        """The practice's people who may see requests, with their roles; auditors see all of them anyway."""
        team = drafting.team_of(self.case.practice)
        self.team = {str(row.person.public_id): row for row in team if "reveal_subject" not in row.rights}
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (key, row.person.full_name, ", ".join(ROLES[role].name for role in sorted(row.roles)))
            for key, row in self.team.items()
        ]

    @classmethod
    def starting_with(cls, case: Request) -> dict[str, Any]:
        """Not chosen beforehand: it should be thought about each time."""
        named = drafting.named_for_draft(case) if case.restricted else []
        return {
            "restricted": {True: NAMED, False: OPEN, None: ""}[case.restricted],
            "people": [str(public_id) for public_id in named],
        }

    def check_answers(self) -> None:
        """Those named must be able to submit, review and decide; nobody does the last two (INV-11)."""
        if self.cleaned_data.get("restricted") != NAMED or self.errors:
            return
        named = [self.team[key] for key in self.cleaned_data["people"]]
        me = self.access.person
        if any(row.person == me for row in self.team.values()):
            if not any(row.person == me for row in named):
                self.add_error("people", "Name yourself too, or you could not go on with it")
        elif not any("log_request" in row.rights for row in named):
            self.add_error("people", "Name somebody who can submit it, such as the practice manager")
        reviewers = {row.person.pk for row in named if "review_legal_basis" in row.rights}
        deciders = {row.person.pk for row in named if "decide_request" in row.rights and row.person != me}
        if not reviewers:
            self.add_error("people", "Name somebody who reviews the legal basis")
        if not deciders:
            self.add_error("people", "Name a Caldicott guardian other than yourself, who decides")
        elif reviewers and len(reviewers | deciders) < 2:
            self.add_error("people", "Name two people for these: nobody reviews the legal basis and decides")

    def part_data(self) -> dict[str, Any]:
        """Whether it is restricted, and the people named."""
        restricted = self.cleaned_data["restricted"] == NAMED
        keys = self.cleaned_data["people"] if restricted else []
        return {"restricted": restricted, "people": [self.team[key].person for key in keys]}
