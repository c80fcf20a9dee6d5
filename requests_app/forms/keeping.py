"""What people record so that a date is met."""

from kit.forms import DateField, Form, RadioField
from requests_app.forms.answers import WordsField, farthest_day, in_words

TOLD, NOT_YET = "told", "not_yet"


def how_told(hint: str) -> WordsField:
    """How the patient was told, whenever that was."""
    return in_words("How was the patient told?", "Enter how the patient was told", hint)


class AcknowledgeForm(Form):
    """How the requester was told that the request came."""

    how = in_words(
        label="How was it acknowledged?",
        hint="For example: by letter of today. The same words whether or not the person is a patient.",
        missing="Enter how it was acknowledged",
    )


class ToldForm(Form):
    """How the patient was told."""

    how = how_told(
        "Use details that the practice holds, never those in the request. Do not name the patient here."
    )


class PapersForm(Form):
    """What was completed after an emergency."""

    what = in_words(
        label="What was completed?",
        hint="For example: the written request came, and its officer was verified.",
        missing="Enter what was completed",
    )


class LookAgainForm(Form):
    """Told now, or still not and until when."""

    decision = RadioField(
        label="Can the patient be told now?",
        choices=[(TOLD, "Yes, and they were told"), (NOT_YET, "No, not yet")],
        reveals={TOLD: "how", NOT_YET: ["reason", "on"]},
        required_message="Select whether the patient was told",
    )
    how = how_told("Do not name the patient here.")
    reason = in_words(
        label="Why is the patient still not told?",
        missing="Enter why the patient is still not told",
    )
    on = DateField(label="When will you look at it again?", future=True, not_after=farthest_day)
