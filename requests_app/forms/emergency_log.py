"""An emergency on one screen: who asks, who is in danger, of what, and where they could be found."""

import uuid
from typing import Any

from django.utils import timezone

from kit.forms import CharField, CheckboxesField, DateField, Form, HiddenField, RadioField
from practices.models import Practice
from requests_app import policies
from requests_app.forms.answers import WordsField, YesNoField
from requests_app.law.loader import catalogue
from requests_app.models.request import Channel, SubjectKind, Urgency

CHANNELS = (Channel.PHONE, Channel.IN_PERSON, Channel.EMAIL, Channel.PORTAL)
WHO = ("kind", "organisation_name", "officer", "officer_number", "telephone", "channel")
WHOM = ("name", "date_of_birth", "address")
WHAT = ("emergency_reason", "purpose", "codes", "immigration")


def _kinds() -> list[tuple[str, str]]:
    known = catalogue().requester_kinds
    return [(code, known[code].label) for code in policies.EMERGENCY_KINDS]


def _items() -> list[tuple[str, str]]:
    known = catalogue().items
    return [(code, known[code].label) for code in policies.EMERGENCY_ITEMS]


class EmergencyLogForm(Form):
    """Little to ask, nothing to look up: whoever answers the phone fills it in."""

    page = HiddenField(required=False)
    kind = RadioField(label="Who asks?", choices=_kinds, required_message="Select who asks")
    organisation_name = CharField(
        label="Name of the force, service or team", required_message="Enter the name of who asks"
    )
    officer = CharField(label="Their name and rank", required_message="Enter the name of the person who asks")
    officer_number = CharField(label="Their number or reference", max_length=60, required=False)
    telephone = CharField(
        label="Telephone number that they gave",
        hint="For the record. They are called back on a number that the practice finds itself.",
        max_length=40,
        required=False,
    )
    channel = RadioField(
        label="How did they ask?",
        choices=[(channel.value, channel.label) for channel in CHANNELS],
        required_message="Select how they asked",
    )
    name = CharField(label="Name of the person whose details they ask for", required_message="Enter the name")
    date_of_birth = DateField(label="Date of birth, if they gave it", past=True, required=False)
    address = CharField(
        label="Anything else that tells who it is", hint="As they say it.", max_length=500, required=False
    )
    emergency_reason = WordsField(
        label="Who is at risk of what, and why within hours?",
        question=True,
        rows=3,
        max_length=2000,
        required_message="Enter who is at risk of what, and why within hours",
    )
    purpose = WordsField(
        label="What will they do with it?",
        question=True,
        rows=2,
        required_message="Enter what they will do with it",
    )
    codes = CheckboxesField(
        label="What do they ask for?",
        hint="An emergency covers no more than this.",
        choices=_items,
        required_message="Select what they ask for",
    )
    immigration = YesNoField(
        label="Is any part of the purpose to do with immigration?",
        hint="Ask them. A guardian is asked again.",
        required_message="Select whether any part of the purpose is to do with immigration",
    )
    groups = (
        ("Who asks", WHO),
        ("Whose details", WHOM),
        ("The danger", WHAT),
    )

    def __init__(self, *args: Any, practices: list[Practice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practices = {practice.ods_code: practice for practice in practices}
        if len(practices) > 1:
            self.fields["practice"] = RadioField(
                label="Which practice was asked?",
                choices=[(code, str(practice)) for code, practice in self.practices.items()],
                required_message="Select the practice that was asked",
            )
            vars(self)["groups"] = (("The practice", ("practice",)), *self.groups)

    def clean(self) -> dict[str, Any]:
        """An immigration purpose is no emergency."""
        data = super().clean()
        if data.get("immigration"):
            self.add_error(
                "immigration", "With an immigration purpose it is no emergency here: log it as a request"
            )
        return data

    @property
    def practice(self) -> Practice:
        """The practice that was chosen, or the only one."""
        code = self.cleaned_data.get("practice")
        return self.practices[code] if code else next(iter(self.practices.values()))

    @property
    def key(self) -> uuid.UUID:
        """The page's own key; a new one where the page carried none that can be read."""
        try:
            return uuid.UUID(str(self.cleaned_data.get("page", "")))
        except ValueError:
            return uuid.uuid4()

    def parts(self) -> dict[str, dict[str, Any]]:
        """The answers as the writers of the log take them."""
        data, now = self.cleaned_data, timezone.localtime()
        return {
            "received": {
                "channel": data["channel"], "received_on": now.date(),
                "received_time": now.time().replace(second=0, microsecond=0), "arrival_note": "",
            },
            "requester": {
                "organisation": None, "unit": "", "rank": "", "their_reference": "", "email": "",
                "address": "", "supervisor": "", "supervisor_rank": "", "supervisor_signed_on": None,
                **{name: data[name] for name in WHO if name != "channel"},
            },
            "subject": {
                "subject_kind": SubjectKind.ONE,
                "subjects": [{**{name: data[name] for name in WHOM}, "nhs_number": "", "role": "other"}],
            },
            "items": {"codes": data["codes"], "own_words": []},
            "purpose": {"purpose": data["purpose"], "offence": ""},
            "law": {
                "codes": [], "claimed_words": "", "claimed_agreement": "", "no_law_claimed": True,
                "comply_by": None, "comply_by_time": None, "instrument": None,
            },
            "urgency": {
                "urgency": Urgency.EMERGENCY, "emergency_reason": data["emergency_reason"],
                "no_immigration_purpose": data["immigration"] is False,
            },
            "restriction": {"restricted": False, "people": []},
        }  # fmt: skip
