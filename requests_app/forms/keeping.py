"""What people record so that a date is met."""

from kit.forms import DateField, Form, RadioField
from requests_app.forms.answers import farthest_day, in_words
from requests_app.forms.telling import TOLD_FIELDS
from requests_app.forms.telling import ToldForm as AnyToldForm

TOLD, NOW, NOT_YET = "told", "now", "not_yet"


class AcknowledgeForm(Form):
    """How the requester was told that the request came."""

    how = in_words(
        label="How was it acknowledged?",
        hint="For example: by letter of today. The same words whether or not the person is a patient.",
        missing="Enter how it was acknowledged",
    )


class ToldForm(AnyToldForm):
    """When, how and whom was told what."""


class PapersForm(Form):
    """What was completed after an emergency."""

    what = in_words(
        label="What was completed?",
        hint="For example: the written request came, and its officer was verified.",
        missing="Enter what was completed",
    )


class LookAgainForm(AnyToldForm):
    """They were told, may be told now, or still not and until when."""

    decision = RadioField(
        label="Can the patient be told now?",
        choices=[
            (TOLD, "Yes, and they were told"),
            (NOW, "Yes: they are told now", "Whoever writes to them can record that they were told."),
            (NOT_YET, "No, not yet"),
        ],
        reveals={TOLD: list(TOLD_FIELDS), NOT_YET: ["reason", "again_on"]},
        required_message="Select whether the patient can be told now",
    )
    reason = in_words(
        label="Why is the patient still not told?",
        missing="Enter why the patient is still not told",
    )
    again_on = DateField(label="When will you look at it again?", future=True, not_after=farthest_day)
