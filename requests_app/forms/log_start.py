"""Where a request is logged."""

from typing import Any

from kit.forms import Form, RadioField, SelectField
from practices.models import Practice

# More than these are easier to find in a list that opens.
MOST_RADIOS = 8


class StartForm(Form):
    """The practice, where the person may log at more than one."""

    def __init__(self, *args: Any, practices: list[Practice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practices = {practice.ods_code: practice for practice in practices}
        if len(practices) > 1:
            kind = RadioField if len(practices) <= MOST_RADIOS else SelectField
            self.fields["practice"] = kind(
                label="Which practice was asked?",
                choices=[(code, str(practice)) for code, practice in self.practices.items()],
                required_message="Select the practice that was asked",
            )

    @property
    def practice(self) -> Practice:
        """The practice that was chosen, or the only one."""
        code = self.cleaned_data.get("practice")
        return self.practices[code] if code else next(iter(self.practices.values()))


class EmptyForm(Form):
    """A page of one button."""
