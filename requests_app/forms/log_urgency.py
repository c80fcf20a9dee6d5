"""How urgent it is."""

from kit.forms import RadioField, TextArea
from requests_app.forms.log_part import PartForm
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
        reveals={Urgency.EMERGENCY: "emergency_reason"},
        required_message="Select how urgent it is",
    )
    emergency_reason = TextArea(
        label="Who is at risk of what, and why within hours?",
        max_length=2000,
        rows=4,
        required_message="Enter who is at risk of what, and why within hours",
    )

    def check_answers(self) -> None:
        """What the journey would refuse later is said here, where the answers are known already."""
        if self.cleaned_data.get("urgency") != Urgency.EMERGENCY:
            return
        if hasattr(self.case, "requester") and self.case.requester.kind not in EMERGENCY_KINDS:
            self.add_error(
                "urgency",
                "Only police, ambulance or safeguarding can ask in an emergency. Select “Urgent” instead",
            )
        elif self.case.subject_kind not in ("", SubjectKind.ONE):
            self.add_error("urgency", "An emergency is about one named person. Select “Urgent” instead")
