"""How urgent it is."""

from typing import Any

from kit.forms import RadioField, TextArea
from requests_app.forms.answers import YesNoField
from requests_app.forms.log_part import PartForm
from requests_app.models import Request
from requests_app.models.request import SubjectKind, Urgency
from requests_app.policies import EMERGENCY_KINDS

CHOICES = (
    (Urgency.ROUTINE, "Routine", "The practice’s own targets apply, or the date in an order or notice."),
    (Urgency.URGENT, "Urgent", "They say why it can’t wait. It still goes through every review."),
    (
        Urgency.EMERGENCY,
        "Emergency",
        "A named person risks death or serious harm within hours, and police, an ambulance service or a "
        "safeguarding team asks.",
    ),
)


class UrgencyForm(PartForm):
    """Routine, urgent, or an emergency with its reason."""

    part = "urgency"
    plain = ("urgency", "emergency_reason")

    urgency = RadioField(
        label="How urgent is it?",
        choices=CHOICES,
        reveals={Urgency.EMERGENCY: ("emergency_reason", "immigration")},
        required_message="Select how urgent it is",
    )
    emergency_reason = TextArea(
        label="Who is at risk of what, and why within hours?",
        max_length=2000,
        rows=4,
        required_message="Enter who is at risk of what, and why within hours",
    )

    immigration = YesNoField(
        label="Is any part of the purpose to do with immigration?",
        hint="Ask them. A guardian is asked again.",
        required_message="Select whether any part of the purpose is to do with immigration",
    )

    @classmethod
    def starting_with(cls, case: Request) -> dict[str, Any]:
        """As it was saved: an emergency is only one without an immigration purpose."""
        return super().starting_with(case) | {"immigration": False if case.emergency else None}

    def part_data(self) -> dict[str, Any]:
        """With the answer on immigration, which is asked in an emergency alone."""
        return super().part_data() | {"no_immigration_purpose": self.cleaned_data.get("immigration") is False}

    def check_answers(self) -> None:
        """What the journey would refuse later is said here, where the answers are known already."""
        if self.cleaned_data.get("urgency") != Urgency.EMERGENCY:
            return
        if self.cleaned_data.get("immigration"):
            self.add_error(
                "immigration", "With an immigration purpose it is no emergency here. Select “Urgent” instead"
            )
        if hasattr(self.case, "requester") and self.case.requester.kind not in EMERGENCY_KINDS:
            self.add_error(
                "urgency",
                "Only police, ambulance or safeguarding can ask in an emergency. Select “Urgent” instead",
            )
        elif self.case.subject_kind not in ("", SubjectKind.ONE):
            self.add_error("urgency", "An emergency is about one named person. Select “Urgent” instead")
