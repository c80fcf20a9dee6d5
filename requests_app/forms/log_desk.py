"""Somebody stands at the desk: what to take down in a minute. Nothing about any patient is asked here."""

from typing import Any

from django.utils import timezone

from kit.forms import CharField, CheckboxesField, RadioField, SelectField, TextArea
from requests_app.forms.log_requester import kinds
from requests_app.forms.log_start import StartForm
from requests_app.law.loader import catalogue
from requests_app.models.request import Channel

NOTES = {
    "no": "At the desk. No paper was handed over; they were asked to write, and given a letter.",
    "yes": "At the desk. They handed over a paper, which the practice keeps.",
}


class DeskForm(StartForm):
    """Who asks, on what law, and for which items, as they say."""

    organisation_name = CharField(
        label="Which force, body or firm?", max_length=200, required_message="Enter who they come from"
    )
    kind = SelectField(label="What kind is it?", choices=kinds, required_message="Select what kind it is")
    officer = CharField(label="Their name", max_length=200, required_message="Enter their name")
    officer_number = CharField(
        label="Badge, collar or warrant number", max_length=50, required=False, width=20
    )
    their_reference = CharField(label="Their reference", max_length=100, required=False, width=20)
    law = TextArea(
        label="Which law do they name?",
        hint="In their words. Leave empty if they name none.",
        max_length=2000,
        rows=2,
        required=False,
    )
    items = CheckboxesField(
        label="Which details do they ask for?",
        hint="Only which kind of details. Not whose.",
        choices=lambda: [(code, item.label) for code, item in catalogue().items.items()],
        required=False,
        small=True,
    )
    paper = RadioField(
        label="Did they hand over a paper?",
        choices=[("no", "No: I asked them to put it in writing"), ("yes", "Yes, we keep it")],
        required_message="Select whether they handed over a paper",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["practice", *self.base_fields])

    def parts(self) -> list[tuple[str, dict[str, Any]]]:
        """The parts of the draft, as the journey's writers take them."""
        given, now = self.cleaned_data, timezone.localtime()
        requester = {name: given[name] for name in ("organisation_name", "kind", "officer", "officer_number")}
        empty = dict.fromkeys(("unit", "rank", "email", "telephone", "address", "supervisor"), "")
        found: list[tuple[str, dict[str, Any]]] = [
            (
                "received",
                {
                    "channel": Channel.IN_PERSON,
                    "received_on": now.date(),
                    "received_time": now.time().replace(second=0, microsecond=0),
                    "arrival_note": NOTES[given["paper"]],
                },
            ),
            (
                "requester",
                {
                    **empty,
                    **requester,
                    "organisation": None,
                    "their_reference": given["their_reference"],
                    "supervisor_rank": "",
                    "supervisor_signed_on": None,
                },
            ),
        ]
        if given["items"]:
            found.append(("items", {"codes": list(given["items"]), "own_words": []}))
        if given["law"].strip():
            found.append(("law", {**NO_LAW, "claimed_words": given["law"]}))
        return found


NO_LAW: dict[str, Any] = {
    "codes": [],
    "claimed_words": "",
    "claimed_agreement": "",
    "agreement": None,
    "no_law_claimed": False,
    "comply_by": None,
    "comply_by_time": None,
    "instrument": None,
}
