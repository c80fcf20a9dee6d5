"""A person's own page: made when somebody looks for them, found again by keyed hashes.

It needs no patient list and says nothing of one (INV-06): it is an address under which a practice finds what
was asked about somebody, and what they said to that.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from audit.ledger.api import log_name, new_event_id, record
from consent.models import PatientPage
from consent.patients import REVEALS, SEES
from kit import clock
from kit.errors import NotAllowed
from practices.models import Person, Practice
from practices.permissions import access_of
from practices.roles import who_can
from requests_app.journey.parts import indexes
from requests_app.journey.unit import actor_of, require
from requests_app.models import Subject

HASHES = ("nhs_number_index", "name_and_birth_index")


def of_identifiers(*, practice: Practice, by: Person, given: Mapping[str, Any]) -> PatientPage:
    """The page of whoever is known so. given: nhs_number, or name with date_of_birth, or both."""
    return _page(practice, by, indexes(given))


def of_subject(*, subject: Subject, practice: Practice, by: Person) -> PatientPage:
    """The page of somebody whom a request names, as far as it names them.

    Raises NotPossible where the requester gave neither an NHS number nor a name with a date of birth.
    """
    return _page(practice, by, {name: getattr(subject, name) for name in HASHES})


def known_also(*, page: PatientPage, by: Person, given: Mapping[str, Any]) -> PatientPage:
    """The page of the same person, known also by what is given; the same page when that adds nothing."""
    found = indexes(given)
    return _page(page.practice, by, {name: found.get(name) or getattr(page, name) for name in HASHES})


def _page(practice: Practice, by: Person, hashes: Mapping[str, Any]) -> PatientPage:
    access = access_of(by)
    if not (access.may(SEES, practice.pk) or access.may(REVEALS, practice.pk)):
        raise NotAllowed("Your role does not let you look for a person.", who_can=who_can(SEES))
    known = {name: hashes.get(name, "") for name in HASHES}
    require(
        any(known.values()),
        "There is neither an NHS number nor a name with a date of birth, so nobody can be found by it.",
    )
    return PatientPage.objects.filter(practice=practice, **known).first() or _made(practice, by, known)


def _made(practice: Practice, by: Person, known: Mapping[str, str]) -> PatientPage:
    """Of two people who look at the same moment one makes it; both get it, and it has one entry."""
    with transaction.atomic(durable=True):
        page = PatientPage(
            practice=practice,
            made_by=by,
            made_at=clock.now(),
            index_key_version=settings.BLIND_INDEX_KEY_VERSION,
            ledger_log=log_name(practice.public_id),
            ledger_event=new_event_id(),
            **known,
        )
        PatientPage.objects.bulk_create([page], ignore_conflicts=True)
        kept = PatientPage.objects.get(practice=practice, **known)
        if kept.key == page.key:
            record(
                "patient_page.made",
                actor=actor_of(by),
                practice=practice.public_id,
                about=page.about,
                facts={"known_by": [name.removesuffix("_index") for name, value in known.items() if value]},
                event_id=page.ledger_event,
                at=page.made_at,
            )
    return kept
