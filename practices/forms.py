"""The forms of this room."""

from typing import Any

from django.utils import timezone

from kit.dates import short_date
from kit.forms import (
    BooleanField,
    CharField,
    DateField,
    EmailField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    TextArea,
)
from practices.models import Membership
from practices.models.practice import LONGEST_COMPLAINT, LONGEST_RETENTION, LONGEST_TARGETS
from practices.roles import ROLES

NOW, LATER = "now", "later"
CONFIRM, DECLINE = "confirm", "decline"


def _first_sentence(prose: str) -> str:
    return prose.split(". ")[0] + "."


class WhoForm(Form):
    """Someone by their address; the name is for those who have no account yet."""

    email = EmailField(
        label="Their work email address",
        hint="If they already use Disclosure Desk, at any practice, give the address they sign in with.",
        max_length=254,
        autocomplete="off",
    )
    full_name = CharField(
        label="Their full name",
        hint="Needed for a new person, who gets an email with a link to set their own password.",
        max_length=150,
        required=False,
    )


class AppointForm(WhoForm):
    """Give someone a role."""

    role = RadioField(
        label="Which role?",
        choices=[(role.key, role.name, _first_sentence(role.prose)) for role in ROLES.values()],
    )
    starts_on = DateField(label="Start date", hint="Today or later.", initial=timezone.localdate)
    ends_on = DateField(label="Last day", hint="Leave empty for a role without an end.", required=False)


class EndRoleForm(Form):
    """End a role, knowing it if nobody else holds it."""

    when = RadioField(
        label="When does it end?",
        choices=[(NOW, "Now", "Their rights stop at once."), (LATER, "After a later day")],
        reveals={LATER: "last_day"},
    )
    last_day = DateField(label="Last day", future=True)
    knowing_last = BooleanField(label="I know that nobody else will hold this role", required=False)

    def __init__(self, *args: Any, could_be_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not could_be_last:
            del self.fields["knowing_last"]


class DecideForm(Form):
    """A guardian confirms or declines."""

    decision = RadioField(
        label="Do you confirm?",
        choices=[(CONFIRM, "Yes, confirm"), (DECLINE, "No, decline")],
    )


class DeputyForm(WhoForm):
    """Name a deputy for somebody's role between two days."""

    stands_in_for = SelectField(label="Who will be away?", choices=[])
    starts_on = DateField(label="First day", future=True)
    ends_on = DateField(label="Last day", future=True)
    field_order = ("stands_in_for", "email", "full_name", "starts_on", "ends_on")

    def __init__(self, *args: Any, absentees: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stands_in_for"].choices = [  # type: ignore[attr-defined]
            (str(row.public_id), f"{row.person.full_name}, {ROLES[row.role].name}{_days(row)}")
            for row in absentees
        ]


class OutsideGuardianForm(Form):
    """Agree a guardian of another practice."""

    email = EmailField(
        label="Their email address",
        hint="The address with which they sign in as Caldicott guardian of their own practice.",
        max_length=254,
        autocomplete="off",
    )


class ServiceAccountForm(Form):
    """Make an account for a program."""

    name = CharField(
        label="What is the program called?",
        hint="For example, “Docman intake”. The name stands in the register beside what it logs.",
        max_length=150,
    )


class ServiceTokenForm(Form):
    """Issue a token."""

    expires_on = DateField(
        label="Last day on which it works",
        hint="A year from today at most. Issue the next one before, and revoke this one after.",
        future=True,
    )


def _at_most(target: str) -> str:
    return f"From 1 to {LONGEST_TARGETS[target]}. A practice sets shorter targets, never longer."


class SettingsForm(Form):
    """The practice's own settings."""

    contact_email = EmailField(
        label="Email address for requests",
        hint="A shared mailbox where requesters write to. It may stand in letters.",
        required=False,
        max_length=254,
    )
    out_of_hours = TextArea(
        label="Whom to ring out of hours in an emergency",
        hint="Names and numbers, one to a line. Whoever logs an emergency sees them.",
        required=False,
        max_length=2000,
        rows=4,
    )
    acknowledge_working_days = IntegerField(
        label="Working days to acknowledge a request", hint=_at_most("acknowledge_working_days"), min_value=1,
        max_value=LONGEST_TARGETS["acknowledge_working_days"],
    )  # fmt: skip
    triage_working_days = IntegerField(
        label="Working days to triage a request", hint=_at_most("triage_working_days"), min_value=1,
        max_value=LONGEST_TARGETS["triage_working_days"],
    )  # fmt: skip
    decide_working_days = IntegerField(
        label="Working days to decide a request", hint=_at_most("decide_working_days"), min_value=1,
        max_value=LONGEST_TARGETS["decide_working_days"],
    )  # fmt: skip
    complaint_working_days = IntegerField(
        label="Working days to give the outcome of a data protection complaint",
        hint=f"From 1 to {LONGEST_COMPLAINT}, from its receipt. Your own target: the law says “without undue "
        "delay” and sets no number of days.",
        min_value=1,
        max_value=LONGEST_COMPLAINT,
    )
    address_needs_countersignature = BooleanField(
        label="An address that no law compels needs a supervisor’s signature",
        hint="Of the requester’s supervisor, an inspector or above. The guardian may go without it, with a "
        "reason. This is practice, not statute.",
        required=False,
    )
    retention_years = IntegerField(
        label="Years to keep a request’s encrypted details",
        hint="From its closing. Your own policy: no law names a time for this register. Often 6.",
        min_value=1,
        max_value=LONGEST_RETENTION,
    )
    retention_years_incident = IntegerField(
        label="Years where an incident was recorded",
        hint="Your own policy. Often 20.",
        min_value=1,
        max_value=LONGEST_RETENTION,
    )


class ClosureForm(Form):
    """Days on which the practice is closed."""

    first_day = DateField(label="First day", future=True)
    last_day = DateField(label="Last day", hint="The same day again, where it is only one.", future=True)
    reason = CharField(
        label="Why is the practice closed?",
        hint="For example, “staff training”. Everyone at the practice reads it.",
        max_length=200,
    )


class NameForm(Form):
    """One's own name."""

    full_name = CharField(label="Your full name", max_length=150, autocomplete="name")


def _days(row: Membership) -> str:
    if row.starts_on > timezone.localdate():
        return f" from {short_date(row.starts_on)}"
    return f" until {short_date(row.ends_on)}" if row.ends_on else ""
