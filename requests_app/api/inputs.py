"""What programs send: one object for each part of the log, with the names of the pages' own fields.

These check types and known codes; the rules are those of the pages' forms (see answers.py).
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app.forms.answers import LONG
from requests_app.forms.reading import DUE, WAITING
from requests_app.law.loader import catalogue
from requests_app.models import HandoverKind, Instrument, Subject
from requests_app.models.request import Channel, SubjectKind, Urgency
from requests_app.selectors.lists import SORT_FIELDS
from requests_app.workflow import STATES

#: No program lists more people in one letter, nor more items in words of its own.
MOST_PEOPLE, MOST_WORDS = 50, 30

ROLES = list(Subject._meta.get_field("role").choices or ())


class Strict(serializers.Serializer[Any]):
    """Refuses what it doesn't know: a misspelt name would otherwise be lost without a word."""

    def to_internal_value(self, data: Any) -> Any:
        """The values, or what is wrong with each."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError({name: ["There is no such field."] for name in unknown})
        return super().to_internal_value(data)


def words(most: int, **more: Any) -> serializers.CharField:
    """Optional text of at most so many characters."""
    return serializers.CharField(max_length=most, required=False, allow_blank=True, default="", **more)


def day(**more: Any) -> serializers.DateField:
    """A date as 2026-11-22."""
    return serializers.DateField(input_formats=["iso-8601"], **more)


@extend_schema_field({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]$"})
class Clock(serializers.TimeField):
    """A time of day in the UK as 09:40, and in no other way."""

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=["%H:%M"], **more)

    def to_internal_value(self, value: Any) -> Any:
        """The time; "9:40" has lost a letter somewhere."""
        if isinstance(value, str) and len(value) != len("09:40"):
            self.fail("invalid", format="hh:mm")
        return super().to_internal_value(value)


class ReceivedIn(Strict):
    """How and when the request came."""

    channel = serializers.ChoiceField(Channel.choices)
    received_on = day(help_text="The day it reached the practice.")
    received_time = Clock(required=False, allow_null=True, default=None, help_text="UK time, as 09:40.")
    arrival_note = words(1000, help_text="Nothing about the patient.")


class RequesterIn(Strict):
    """Who asks: an entry of the practice's register of requesters, or as the letter names them."""

    organisation = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="The id of an entry of the register."
    )
    organisation_name = words(200, help_text="Needed without `organisation`.")
    kind = serializers.ChoiceField(
        [(code, entry.label) for code, entry in catalogue().requester_kinds.items()],
        required=False,
        allow_null=True,
        default=None,
        help_text="Needed without `organisation`.",
    )
    unit = words(200)
    officer = words(200, help_text="The name of the person who asks.")
    rank = words(100)
    officer_number = words(50)
    their_reference = words(100)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True, default="")
    telephone = words(40)
    address = words(1000)
    supervisor = words(200)
    supervisor_rank = words(100)
    supervisor_signed_on = day(required=False, allow_null=True, default=None)


class PersonIn(Strict):
    """One person as the requester describes them."""

    name = serializers.CharField(max_length=200)
    other_names = words(200)
    date_of_birth = day(required=False, allow_null=True, default=None)
    nhs_number = words(20, help_text="Only as the requester gives it.")
    address = words(1000)
    role = serializers.ChoiceField(ROLES, required=False, default="other")
    deceased = serializers.BooleanField(required=False, default=False)


class SubjectIn(Strict):
    """Whose data they ask for."""

    subject_kind = serializers.ChoiceField(SubjectKind.choices)
    people = serializers.ListField(child=PersonIn(), required=False, max_length=MOST_PEOPLE)
    subject_description = words(1000, help_text="What they describe, where nobody is named.")


class ItemsIn(Strict):
    """Which items they ask for, by code or in their own words."""

    codes = serializers.ListField(
        child=serializers.ChoiceField([(code, item.label) for code, item in catalogue().items.items()]),
        required=False,
        max_length=len(catalogue().items),
    )
    details = serializers.DictField(
        child=serializers.CharField(max_length=300), required=False, help_text="By code."
    )
    own_words = serializers.ListField(
        child=serializers.CharField(max_length=300), required=False, max_length=MOST_WORDS
    )
    own_words_clinical = serializers.BooleanField(required=False, default=False)


class PurposeIn(Strict):
    """What they want it for."""

    purpose = serializers.CharField(max_length=4000)
    offence = words(1000)


class InstrumentIn(Strict):
    """The order, summons, warrant or notice that came with it."""

    kind = serializers.ChoiceField(Instrument.KINDS)
    issued_by = serializers.CharField(max_length=200)
    serial = words(100)
    dated = day()
    served_on = day(required=False, allow_null=True, default=None)
    names_practice = serializers.BooleanField(required=False, default=False)


class LawIn(Strict):
    """The law and any agreement that the requester claims."""

    codes = serializers.ListField(
        child=serializers.ChoiceField(
            [(code, entry.label) for code, entry in catalogue().claimable.items() if code != "LAW-NONE"]
        ),
        required=False,
        max_length=50,
    )
    claimed_words = words(2000)
    claimed_agreement = words(300)
    agreement = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="The id of the agreement in the register, as in the address of its page.",
    )
    no_law_claimed = serializers.BooleanField(required=False, default=False)
    instrument = InstrumentIn(required=False, allow_null=True, default=None)
    comply_by = day(required=False, allow_null=True, default=None)
    comply_by_time = Clock(required=False, allow_null=True, default=None, help_text="UK time, as 16:00.")


class UrgencyIn(Strict):
    """How urgent it is."""

    urgency = serializers.ChoiceField(Urgency.choices)
    emergency_reason = words(2000)
    no_immigration_purpose = serializers.BooleanField(
        required=False,
        default=False,
        help_text="That somebody asked, and no part of the purpose is immigration. Needed for an emergency.",
    )


class RestrictionIn(Strict):
    """Who may see it: the practice's team, or the people named."""

    restricted = serializers.BooleanField()
    people = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=100,
        help_text="The ids of people of the practice, as in the addresses of their pages.",
    )


class RequestIn(Strict):
    """A request as it came, whole: each part as the log's task of that name."""

    received = ReceivedIn()
    requester = RequesterIn()
    subject = SubjectIn()
    items = ItemsIn()
    purpose = PurposeIn()
    law = LawIn()
    urgency = UrgencyIn()
    restriction = RestrictionIn()


class HandoverIn(Strict):
    """What goes another way."""

    request = serializers.UUIDField(help_text="The key of the request out of which it comes.")
    version = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="The request's, as you saw it. A later one is refused."
    )
    kind = serializers.ChoiceField(HandoverKind.choices)
    received_on = day(help_text="The day on which it first came; for a report, on which it was first found.")
    note = serializers.CharField(max_length=LONG, help_text="What it says. Nothing that names the patient.")


class HandoverAnswerIn(Strict):
    """That it was answered."""

    answer = serializers.CharField(max_length=LONG, help_text="How. Nothing that names the patient.")
    reported_on = day(
        required=False,
        help_text="For a report, and only for one: the day on which it was made. Not to come, and not before "
        "it was first found.",
    )


class PageQuery(Strict):
    """Which page of a list."""

    page = serializers.IntegerField(min_value=1, max_value=1_000_000, default=1)


class ListQuery(PageQuery):
    """What narrows the list of requests."""

    practice = serializers.RegexField(
        r"^[A-Z0-9]{3,6}$", required=False, help_text="The code of a practice, such as A81001."
    )
    state = serializers.ChoiceField([(state, info.label) for state, info in STATES.items()], required=False)
    show = serializers.ChoiceField([("open", "Open"), ("closed", "Closed"), ("all", "All")], default="all")
    reference = serializers.RegexField(r"^[A-Z0-9-]{1,30}$", required=False, help_text="All or part of it.")
    kind = serializers.ChoiceField(
        [(code, entry.label) for code, entry in catalogue().requester_kinds.items()], required=False
    )
    due = serializers.ChoiceField(DUE, required=False)
    waiting = serializers.ChoiceField(WAITING, required=False, help_text="For whom it waits.")
    sort = serializers.ChoiceField(
        [f"{way}{name}" for name in SORT_FIELDS for way in ("", "-")], default="-received"
    )
    changed_since = serializers.DateTimeField(
        required=False, help_text="Only those whose state changed at this time or later."
    )


class EntriesQuery(Strict):
    """Which page of the ledger's entries."""

    before = serializers.IntegerField(
        min_value=0, max_value=2**53, required=False, help_text="Only entries with a lower index."
    )
