"""The memorandum of 2017 in the demonstration, day by day, and the local agreement that a practice joined."""

from datetime import date

import pytest
from django.utils import timezone

from requests_app import policies
from requests_app.demonstration import agreements, cases, load
from requests_app.demonstration.people import LARKMOOR, set_up
from requests_app.models import SharingAgreement

# (day, where it stood): the day before each change, the day of it.
DAYS = [
    (date(2016, 12, 31), None),
    (date(2017, 1, 1), "in_force"),
    (date(2018, 5, 9), "in_force"),
    (date(2018, 5, 31), "paused"),
    (date(2018, 11, 8), "paused"),
    (date(2018, 11, 9), "withdrawn"),
    (date(2026, 10, 12), "withdrawn"),
]


@pytest.mark.django_db
def test_each_stands_as_it_did() -> None:
    stage = set_up(LARKMOOR)
    agreements.enter(stage)
    memorandum = SharingAgreement.objects.get(name=agreements.MEMORANDUM)
    assert [(day, policies.status_on(memorandum, day)) for day, _ in DAYS] == DAYS
    for change in memorandum.changes.all():
        assert change.confirmed_by != change.proposed_by
        assert change.source
    assert not memorandum.joinings.exists(), "no practice joined it, nor could one"
    protocol = SharingAgreement.objects.get(name=agreements.PROTOCOL)
    assert policies.covers(protocol, stage.practice.pk, timezone.localdate())

    case = load.play(cases.AGREEMENT, stage, {})
    assert (case.agreement, case.state) == (memorandum, "decision")
    assert policies.status_on(case.agreement, case.received_on) == "withdrawn"
    assert not policies.rests_on_fallen(case), "it fell before the request came"
