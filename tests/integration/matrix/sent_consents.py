"""What the forms about consent send."""

from datetime import timedelta

from django.utils import timezone

from tests.factories import consents
from tests.integration.matrix.sent import Sent
from tests.integration.matrix.world import Thing, World
from tests.integration.pages.typed import day


def asked(w: World, thing: Thing) -> Sent:
    """The patient was asked today."""
    today = timezone.localdate()
    days = day("asked_on", today) | day("answer_by", today + timedelta(days=5))
    return {"means": "letter", "items": ["D06"], **days}


def given(w: World, thing: Thing) -> Sent:
    """The patient consented to one item."""
    today = timezone.localdate()
    days = {
        **day("given_on", today),
        **day("valid_from", today),
        **day("valid_until", today + timedelta(days=30)),
    }
    return {
        "given_by": "patient",
        "capacity": "Weighed it",
        "patient_is_child": "no",
        "explained": "Who asks and what for",
        "items": ["D06"],
        "recipient": consents.RECIPIENT,
        "freely_given": "Asked alone",
        "how": "signed",
        "evidence": "Scanned",
        **days,
    }


def taken_back(w: World, thing: Thing) -> Sent:
    """The patient withdrew what they consented to."""
    assert thing.request is not None
    consent = consents.consent_of(thing.request)
    return {
        "consents": [str(consent.key)],
        "withdrawn_how": "in_person",
        "withdrawn_to": "Reception",
        **day("withdrawn_on", timezone.localdate()),
    }
