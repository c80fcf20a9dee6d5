"""What every decision's form shares: an answer for each item, the bounds of an approval, the patient."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Protocol

from kit.forms import CharField, DateField, Form, RadioField, SelectField
from requests_app.deadlines.local_time import moment
from requests_app.forms.answers import WordsField, code_choices, farthest_day
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.models.decision import ItemDecision, Route, TellPatient

OUTCOME, BASIS, REASON = "outcome_", "basis_", "reason_"
DISCLOSE, WITHHOLD = ItemDecision.DISCLOSE, ItemDecision.WITHHOLD
LAST_MINUTE = time(23, 59)
BOUNDS = ("recipient", "route", "conditions")
TELLING = ("tell_patient", "tell_reason", "tell_review_on")


class Item(Protocol):
    """What the form needs to know of an item (presenters.decision.ItemRead).

    stop: why it can't be disclosed, or ""; confidentiality: what the legal finding rests on.
    """

    @property
    def token(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def stop(self) -> str: ...
    @property
    def in_a_line(self) -> str: ...
    @property
    def confidentiality(self) -> str: ...


def bases() -> list[tuple[str, str]]:
    """The justifications under the duty of confidentiality that are open to a practice."""
    return code_choices(entry for entry in catalogue().confidentiality.values() if entry.open_to_practice)


class ItemsForm(Form):
    """Disclose or withhold, item by item. Nothing is chosen beforehand but what can only be withheld."""

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        asked: dict[str, Any] = {}
        for item in items:
            asked |= self.item_fields(item)
        self.fields = {**asked, **self.fields}
        self.groups = [(item.name, (OUTCOME + item.token, REASON + item.token)) for item in items]

    def item_fields(self, item: Item) -> dict[str, Any]:
        """The three fields of one item; the basis is asked for under "Disclose"."""
        token = item.token
        fields: dict[str, Any] = {}
        both = [(DISCLOSE, "Disclose"), (WITHHOLD, "Withhold")]
        fields[OUTCOME + token] = RadioField(
            label=f"Your decision on {token}",
            hint=item.stop or item.in_a_line,
            choices=both[1:] if item.stop else both,
            initial=WITHHOLD if item.stop else None,
            required_message=f"Select whether {token} is disclosed or withheld",
            reveals={} if item.stop else {DISCLOSE: BASIS + token},
            inline=False,
        )
        if not item.stop:
            fields[BASIS + token] = SelectField(
                label=f"What outweighs confidentiality for {token}",
                choices=bases,
                initial=item.confidentiality,
                required_message=f"Select what outweighs confidentiality for {token}",
            )
        fields[REASON + token] = WordsField(
            label=f"Reason for {token}",
            rows=2,
            max_length=1000,
            initial=item.stop if item.stop else "",
            required_message=f"Enter your reason for {token}",
        )
        return fields

    def decided(self) -> dict[str, dict[str, str]]:
        """The answers by token, as the journey takes them; only those that were given."""
        data = self.cleaned_data
        return {
            item.token: {
                "outcome": data[OUTCOME + item.token],
                "basis": data.get(BASIS + item.token, ""),
                "reason": data.get(REASON + item.token, ""),
            }
            for item in self.items
            if data.get(OUTCOME + item.token)
        }

    def disclosed(self) -> list[str]:
        """The tokens that are to be disclosed."""
        return [token for token, given in self.decided().items() if given["outcome"] == DISCLOSE]

    def clean(self) -> dict[str, Any]:
        """At least one item; and D01 with any value, since a value tells that somebody is registered."""
        data = super().clean()
        if self.items and len(self.decided()) == len(self.items) and not self.disclosed():
            name = OUTCOME + self.items[0].token
            self.add_error(name, "Disclose at least one item, or use “Refuse” below")
        disclosed, asked = self.disclosed(), {item.token for item in self.items}
        values = [token for token in disclosed if token in catalogue().items]
        implied = rules.with_implied(values) if values else frozenset()
        if rules.REGISTERED in implied & asked and rules.REGISTERED not in disclosed:
            self.add_error(
                OUTCOME + rules.REGISTERED,
                "Any value tells that the person is registered: disclose D01 too, or withhold the values",
            )
        return data


def tell_fields() -> Mapping[str, Any]:
    """Whether and when the patient is told. Later or not at all needs a reason and a date to look again."""
    return {
        "tell_patient": RadioField(
            label="When is the patient told?",
            hint="They are told unless that is unsafe, impracticable or would defeat the purpose.",
            choices=[
                (TellPatient.BEFORE, "Before anything is disclosed"),
                (TellPatient.AFTER, "Straight after the disclosure"),
                (TellPatient.LATER, "Later"),
                (TellPatient.NOT, "They are not told"),
            ],
            required_message="Select when the patient is told",
        ),
        "tell_reason": WordsField(
            label="Why then?",
            hint="Needed where the patient is told later, or not at all.",
            rows=2,
            max_length=1000,
            required=False,
            mark_optional=False,
        ),
        "tell_review_on": DateField(
            label="Look at this again on",
            hint="Needed where the patient is told later, or not at all: for example 30 days from now.",
            future=True,
            not_after=farthest_day,
            required=False,
            mark_optional=False,
        ),
    }


class BoundedForm(ItemsForm):
    """An approval's bounds: for whom, by which route, on which conditions; and the patient."""

    recipient = CharField(
        label="Recipient",
        hint="One named person or body. Nobody else may be given it.",
        max_length=300,
        required_message="Enter who receives it",
    )
    route = SelectField(
        label="Route",
        choices=lambda: [("", "Choose one"), *Route.choices],
        required_message="Select the route by which it goes",
    )
    conditions = WordsField(label="Conditions, or a covering note", rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= tell_fields()
        self.fields["reason"] = WordsField(
            label="Reason for your decision as a whole",
            rows=4,
            required_message="Enter your reason for the decision as a whole",
        )

    def clean(self) -> dict[str, Any]:
        """Later or never needs its reason and its date."""
        data = super().clean()
        if data.get("tell_patient") in (TellPatient.LATER, TellPatient.NOT):
            if not data.get("tell_reason") and "tell_reason" not in self.errors:
                self.add_error("tell_reason", "Enter why the patient is told later or not at all")
            if not data.get("tell_review_on") and "tell_review_on" not in self.errors:
                self.add_error("tell_review_on", "Enter the date to look again at telling the patient")
        return data

    def approval(self) -> dict[str, Any]:
        """The cleaned answers as the journey takes them."""
        names = (*BOUNDS, *TELLING, "reason")
        return {"items": self.decided(), **{name: self.cleaned_data[name] for name in names}}


def end_of_expiry(day: date) -> datetime:
    """An approval lives to the last minute of its day, so that the day on the page is the day it ends."""
    return moment(day, LAST_MINUTE)
