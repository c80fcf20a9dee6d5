"""What a letter to a patient is made for: whom it goes to, in which size, and what it says of the purpose."""

from collections.abc import Sequence
from typing import Any

from consent.models.telling import Whom
from kit.forms import Form, RadioField
from kit.pdf import LARGE, STANDARD
from requests_app.forms.answers import WordsField
from requests_app.forms.incident_words import incident_fields
from requests_app.forms.telling import check_whom, whom_because_field
from requests_app.models import Incident


class LetterForm(Form):
    """The answers; what the letter says is made from the request.

    `died`, `child`: whom it is about, as the requester says. Why somebody may be written to isn't printed.
    incidents: of the request; shown: whoever writes may read what left in them.
    """

    whom = RadioField(
        label="Whom is the letter for?",
        hint="You write name and address on it from the practice’s own records.",
        choices=Whom.choices,
        required_message="Select whom the letter is for",
    )
    whom_because = whom_because_field()
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

    def __init__(
        self,
        *args: Any,
        incidents: Sequence[Incident],
        shown: bool,
        died: bool = False,
        child: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.died, self.child = died, child
        self.fields |= incident_fields(incidents, shown=shown)

    def clean(self) -> dict[str, Any]:
        """Somebody else than the patient may be written to where somebody says why."""
        data = super().clean()
        check_whom(self, data, died=self.died, child=self.child)
        return data
