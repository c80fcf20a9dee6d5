"""Which period a transparency report covers."""

from collections.abc import Sequence
from typing import Any

from kit.forms import Form, SelectField


class PeriodForm(Form):
    """A quarter or a financial year that is over."""

    period = SelectField(
        label="Quarter or financial year",
        choices=[],
        hint="Quarters, or years from April to March, that are over.",
    )

    def __init__(self, *args: Any, periods: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = periods  # type: ignore[attr-defined]
