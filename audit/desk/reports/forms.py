"""The forms of the reports: which days and practices, and which file."""

from collections.abc import Sequence
from typing import Any

from audit.desk.forms import DaysForm
from audit.desk.reports.files import FORMATS
from kit.forms import CheckboxesField, Form, RadioField, TextArea
from practices.models import Practice

NAMES = "names"
#: More practices are not listed to tick: the report takes all, or one by its own page.
MOST_LISTED = 30


class ReportForm(DaysForm):
    """Days, and where there are several practices, which."""

    practices = CheckboxesField(
        label="Practices",
        hint="Without a tick: all that you may read.",
        choices=[],
        required=False,
        mark_optional=False,
    )

    def __init__(self, *args: Any, practices: Sequence[Practice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = practices
        if 1 < len(practices) <= MOST_LISTED:
            self.fields["practices"].choices = [  # type: ignore[attr-defined]
                (practice.ods_code, f"{practice.name} ({practice.ods_code})") for practice in practices
            ]
        else:
            del self.fields["practices"]

    def chosen(self) -> list[Practice]:
        """The practices of the report."""
        values = self.cleaned_data if self.is_bound else self.initial
        wanted = set(values.get("practices") or ())
        return [practice for practice in self.offered if not wanted or practice.ods_code in wanted]


class FileForm(Form):
    """Which form the file has, and whether it names people."""

    form = RadioField(
        label="Which file",
        choices=[(key, kind.label, kind.hint) for key, kind in FORMATS.items()],
        initial="xlsx",
    )


class NamingFileForm(FileForm):
    """For those who may have names."""

    whom = RadioField(
        label="Whom the requests are about",
        choices=[
            ("", "Without names"),
            (NAMES, "With names, dates of birth and NHS numbers", "The history of each request will say so."),
        ],
        required=False,
        mark_optional=False,
        reveals={NAMES: "reason"},
    )
    reason = TextArea(
        label="Why you need the names",
        hint="Kept in the audit ledger with your name. The file itself doesn’t say it.",
        max_length=2000,
    )
