"""The forms of reading: the list's filter, the search for a person, the reason to reveal one."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from kit.forms import CharField, DateField, Form, NhsNumberField, RadioField, SelectField, TextArea
from practices.models import Practice
from requests_app.law.loader import catalogue
from requests_app.workflow import STATES

SHOW = [("open", "Open"), ("closed", "Closed"), ("all", "Open and closed")]
DUE = [("overdue", "Overdue"), ("soon", "In the next 5 working days")]
WAITING = [("mine", "Me"), ("others", "Others, and I took part")]
# Reminders that were sent: so far back, unless told, and so many calendar years to choose from.
USUAL_DAYS, YEARS = 30, 8
BY_NUMBER, BY_NAME = "nhs_number", "name_dob"


class ListFilterForm(Form):
    """What narrows the list. Everything is optional; what can't be read narrows nothing."""

    reference = CharField(
        label="Reference", hint="All or part of it", required=False, max_length=30, mark_optional=False
    )
    practice = SelectField(
        label="Practice", choices=[], required=False, empty_label="All", mark_optional=False
    )
    show = SelectField(label="Show", choices=SHOW, required=False, empty_label="Open", mark_optional=False)
    state = SelectField(
        label="Stage",
        choices=lambda: [(state, info.label) for state, info in STATES.items()],
        required=False,
        empty_label="Any",
        mark_optional=False,
    )
    kind = SelectField(
        label="Kind of requester",
        choices=lambda: [(code, kind.label) for code, kind in catalogue().requester_kinds.items()],
        required=False,
        empty_label="Any",
        mark_optional=False,
    )
    due = SelectField(label="Due", choices=DUE, required=False, empty_label="Any date", mark_optional=False)
    waiting = SelectField(
        label="Waiting for", choices=WAITING, required=False, empty_label="Anyone", mark_optional=False
    )

    def __init__(self, *args: Any, practices: Sequence[Practice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(practices) > 1:
            self.fields["practice"].choices = [(p.ods_code, p.name) for p in practices]  # type: ignore[attr-defined]
        else:
            del self.fields["practice"]

    def chosen(self) -> dict[str, Any]:
        """What was chosen and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _sent_in() -> list[tuple[str, str]]:
    """Days back from today, or a calendar year, by its number."""
    year = timezone.localdate().year
    years = [(str(each), f"{each}") for each in range(year, year - YEARS, -1)]
    return [("7", "The last 7 days"), ("90", "The last 90 days"), ("365", "The last 365 days"), *years]


class SentFilterForm(Form):
    """What narrows what was sent: always to some period, so that no page reads the whole history."""

    show = SelectField(
        label="Show",
        choices=[("failed", "What failed or came back")],
        required=False,
        empty_label="Everything",
        mark_optional=False,
    )
    sent = SelectField(
        label="Sent in",
        choices=_sent_in,
        required=False,
        empty_label=f"The last {USUAL_DAYS} days",
        mark_optional=False,
    )

    def chosen(self) -> dict[str, Any]:
        """What was chosen and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def period(self, today: date) -> tuple[date, date]:
        """The first and the last day of what was chosen: the last USUAL_DAYS days, with today, if nothing."""
        number = int(self.chosen().get("sent", USUAL_DAYS))
        if number > 366:
            return date(number, 1, 1), date(number, 12, 31)
        return today - timedelta(days=number - 1), today


class RevealForm(Form):
    """Why an auditor needs to know whom a request is about."""

    reason = TextArea(
        label="Why do you need to know?",
        hint="For example, which audit question this answers. Do not name the person here.",
        max_length=1000,
        rows=4,
    )


def name_with_letters(name: str) -> str:
    """The name; ValidationError where there is nothing to look for in it."""
    if name and not any(map(str.isalnum, name)):
        raise ValidationError("Enter a name that has letters")
    return name


class PersonSearchForm(Form):
    """Whom to look for, at one practice. Sent in the body, never in an address."""

    practice = SelectField(label="Practice", choices=[])
    by = RadioField(
        label="What do you know?",
        choices=[(BY_NUMBER, "Their NHS number"), (BY_NAME, "Their name and date of birth")],
        reveals={BY_NUMBER: "nhs_number", BY_NAME: ("name", "date_of_birth")},
        required_message="Select what you know",
    )
    nhs_number = NhsNumberField()
    name = CharField(
        label="Full name", hint="As a requester would write it, first name first.", max_length=200
    )
    date_of_birth = DateField(label="Date of birth", hint="For example, 27 3 1985", past=True)
    reason = TextArea(
        label="Why do you look for this person?",
        hint="Kept in the audit ledger. Do not name the person here.",
        max_length=1000,
        rows=3,
    )

    def __init__(self, *args: Any, practices: Sequence[Practice], reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(practices) > 1:
            self.fields["practice"].choices = [(p.ods_code, p.name) for p in practices]  # type: ignore[attr-defined]
        else:
            del self.fields["practice"]
        if not reason:
            del self.fields["reason"]

    def clean_name(self) -> str:
        """A name by which somebody can be found."""
        return name_with_letters(self.cleaned_data["name"])

    def wanted(self) -> tuple[str, Any]:
        """The kind of index and what it is made from."""
        data = self.cleaned_data
        if data["by"] == BY_NUMBER:
            return BY_NUMBER, data["nhs_number"]
        return BY_NAME, (data["name"], data["date_of_birth"])

    def given(self) -> dict[str, Any]:
        """What is known of the person, by the names that a request's subject has for it."""
        kind, value = self.wanted()
        if kind == BY_NUMBER:
            return {"nhs_number": value}
        return {"name": value[0], "date_of_birth": value[1]}
