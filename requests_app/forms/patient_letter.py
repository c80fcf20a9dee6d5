"""What a letter to a patient is made for: whom it goes to, in which size, and what it says of the purpose."""

from consent.models.telling import Whom
from kit.forms import Form, RadioField
from kit.pdf import LARGE, STANDARD
from requests_app.forms.answers import WordsField


class LetterForm(Form):
    """The answers; what the letter says is made from the request."""

    whom = RadioField(
        label="Whom is the letter for?",
        hint="You write name and address on it from the practice’s own records.",
        choices=Whom.choices,
        required_message="Select whom the letter is for",
    )
    size = RadioField(
        label="Size of the letters",
        choices=[(STANDARD, "Standard (12 point)"), (LARGE, "Large print (18 point)")],
        required_message="Select the size of the letters",
    )
    purpose = WordsField(
        label="What they wanted it for, in words for the patient",
        hint="Leave out anything about other people, and what the requester alleges. "
        "Leave it empty to say nothing of it.",
        rows=3,
        max_length=1000,
        required=False,
    )
