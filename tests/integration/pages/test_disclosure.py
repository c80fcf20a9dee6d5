"""Confirming what was sent, over HTTP: only what was released, after it was released, once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from requests_app.models import Disclosure
from tests.factories import journeys
from tests.integration.pages.deciding import on, statements, text_of, url


def sent(request, *tokens, at=None, **changes):
    at = timezone.localtime(at or timezone.now())
    return {
        "tokens": list(tokens),
        **on("sent_on", at.date()),
        "sent_time": f"{at:%H:%M}",
        "receipt": "Sgt Pryor took it down",
        "note": "Keep this sentence",
        "seen_version": str(request.version),
    } | changes


def test_the_page_reminds_of_the_release_and_of_the_patient(team, as_person):
    page = as_person(team.practice_manager).get(url(journeys.released(team), "disclose"))
    for words in (
        "Det Insp Rhona Cald",
        "It lapses unsent after",
        "Do not tell the patient",
        "Record an incident",
    ):
        assert words in text_of(page)
    assert "Halloway" not in text_of(page)


def test_what_was_ticked_is_recorded_as_sent_in_the_minute_of_its_release(team, as_person):
    request = journeys.released(team)
    done = as_person(team.practice_manager).post(url(request, "disclose"), sent(request, "D06"))
    assert done.status_code == 302
    disclosure = Disclosure.objects.get()
    assert [str(item) for item in disclosure.items.all()] == ["D06"]
    assert disclosure.sent_at >= disclosure.release.released_at
    assert disclosure.receipt == "Sgt Pryor took it down"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tokens": []}, "Tick what was sent"),
        ({"tokens": ["D10"]}, "Select a valid choice"),
        ({"sent_time": ""}, "Enter the time it was sent"),
        ({"sent_time": "later"}, "must be a real time"),
        ({"sent_on_year": "2099"}, "must be today or in the past"),
    ],
)
def test_each_gap_is_named(team, as_person, changes, message):
    request = journeys.released(team)
    page = as_person(team.practice_manager).post(url(request, "disclose"), sent(request, "D06", **changes))
    assert page.status_code == 422
    assert message in text_of(page)
    assert "Keep this sentence" in text_of(page)
    assert not Disclosure.objects.exists()


def test_what_left_before_the_release_is_an_incident(team, as_person):
    request = journeys.released(team)
    early = timezone.now() - timedelta(days=1)
    page = as_person(team.practice_manager).post(url(request, "disclose"), sent(request, "D06", at=early))
    assert page.status_code == 422
    assert "record an incident" in text_of(page)


def test_nothing_was_sent_in_the_future(team, as_person):
    request = journeys.released(team)
    late = timezone.now() + timedelta(minutes=5)
    page = as_person(team.practice_manager).post(url(request, "disclose"), sent(request, "D06", at=late))
    assert page.status_code == 422
    assert not Disclosure.objects.exists()


def test_only_a_practice_manager_confirms_and_only_once(team, as_person):
    request = journeys.released(team)
    assert as_person(team.ig_lead).get(url(request, "disclose")).status_code == 403
    assert as_person(team.people["front_desk"]).get(url(request, "disclose")).status_code == 404
    manager = as_person(team.practice_manager)
    manager.post(url(request, "disclose"), sent(request, "D06"))
    assert manager.post(url(request, "disclose"), sent(request, "D06")).status_code == 409
    assert Disclosure.objects.count() == 1


def test_without_a_release_nothing_is_confirmed(team, as_person):
    page = as_person(team.practice_manager).get(url(journeys.approved(team), "disclose"))
    assert page.status_code == 409


def test_what_the_page_costs(team, as_person):
    request = journeys.released(team)
    manager = as_person(team.practice_manager)
    manager.get(url(request, "disclose"))
    with CaptureQueriesContext(connection) as captured:
        manager.get(url(request, "disclose"))
    assert len(statements(captured)) <= 12
