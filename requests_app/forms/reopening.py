"""Opening a closed request again."""

from typing import Any

from kit.forms import Form
from requests_app.forms.answers import WordsField


class ReopenForm(Form):
    """Why; and, from the information governance lead, the new evidence."""

    reason = WordsField(label="Why is it reopened?", rows=4, required_message="Enter why it is reopened")
    new_evidence = WordsField(
        label="New evidence",
        hint="What is new since the refusal. With it, another guardian may decide.",
        rows=4,
        required=False,
    )

    def __init__(self, *args: Any, may_bring_evidence: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_bring_evidence:
            del self.fields["new_evidence"]
