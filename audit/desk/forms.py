"""The desk's forms."""

from typing import Any

from kit.forms import DateField, Form


class PeriodForm(Form):
    """From one UK day to another, both included."""

    first = DateField(label="First day", past=True)
    last = DateField(label="Last day", past=True, hint="The file includes this day.")

    def clean(self) -> dict[str, Any]:
        """The last day doesn't come before the first."""
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "Last day must be the same as or after the first day")
        return cleaned
