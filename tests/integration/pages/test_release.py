"""Release over HTTP: nothing ticked, checked again, and the ways in which an approval ends unsent."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from requests_app.models import Release
from tests.factories import journeys
from tests.integration.pages.deciding import statements, text_of, url


def ticks(request, *tokens, **changes):
    return {"tokens": list(tokens), "checked": "on", "seen_version": str(request.version)} | changes


def test_the_page_shows_what_was_approved_and_ticks_nothing(team, as_person):
    request = journeys.approved(team, withheld=("D08",))
    page = as_person(team.practice_manager).get(url(request, "release"))
    for words in (
        "Det Insp Rhona Cald",
        "By phone, calling the verified number",
        "For this investigation only",
    ):
        assert words in text_of(page)
    assert "Nothing leaves before this go-ahead" in text_of(page)
    assert 'value="D06"' in text_of(page)
    assert 'value="D08"' not in text_of(page)
    assert not re.findall(r"<input[^>]*checkbox[^>]* checked", page.content.decode())


def test_the_ticked_items_are_released(team, as_person):
    request = journeys.approved(team)
    done = as_person(team.practice_manager).post(url(request, "release"), ticks(request, "D06"))
    assert done.status_code == 302
    assert [str(item) for item in Release.objects.get().items.all()] == ["D06"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tokens": []}, "Tick each item that you release"),
        ({"checked": ""}, "I checked the recipient"),
        ({"tokens": ["D10"]}, "Select a valid choice"),
    ],
)
def test_each_gap_is_named(team, as_person, changes, message):
    request = journeys.approved(team)
    page = as_person(team.practice_manager).post(url(request, "release"), ticks(request, "D06", **changes))
    assert page.status_code == 422
    assert message in text_of(page)
    assert not Release.objects.exists()


def test_after_its_end_an_approval_is_not_released(team, as_person):
    request = journeys.approved(team)
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        manager = as_person(team.practice_manager)
        page = manager.get(url(request, "release"))
        assert "The approval has expired" in text_of(page)
        assert 'name="tokens"' not in text_of(page)
        assert manager.post(url(request, "release"), ticks(request, "D06")).status_code == 409
    assert not Release.objects.exists()


def test_a_second_click_changes_nothing(team, as_person):
    request = journeys.approved(team)
    manager = as_person(team.practice_manager)
    manager.post(url(request, "release"), ticks(request, "D06"))
    again = manager.post(url(request, "release"), ticks(request, "D06"))
    assert again.status_code == 409
    assert Release.objects.count() == 1


def test_the_guardian_does_not_release(team, as_person):
    request = journeys.approved(team)
    page = as_person(team.caldicott_guardian).get(url(request, "release"))
    assert page.status_code == 403
    assert as_person(team.people["front_desk"]).get(url(request, "release")).status_code == 404


def test_called_off_the_approval_stands_and_the_page_remembers(team, as_person):
    request = journeys.released(team)
    manager = as_person(team.practice_manager)
    empty = manager.post(url(request, "call-off"), {"reason": "They withdrew the number"})
    assert empty.status_code == 422
    assert "They withdrew the number" in text_of(empty)
    manager.post(url(request, "call-off"), {"nothing_left": "on", "reason": "They withdrew the number"})
    assert journeys.fresh(request).state == "approved"
    assert "called off" in text_of(manager.get(url(request, "release")))


def test_a_basis_that_fell_ends_the_approval(team, as_person):
    request = journeys.approved(team)
    assert as_person(team.practice_manager).get(url(request, "basis-fell")).status_code == 403
    lead = as_person(team.ig_lead)
    assert lead.post(url(request, "basis-fell"), {"reason": ""}).status_code == 422
    lead.post(url(request, "basis-fell"), {"reason": "The officer withdrew the form"})
    request = journeys.fresh(request)
    assert request.state == "legal_basis"
    assert not request.decisions.filter(voided_at=None).exists()
    assert lead.get(url(request, "basis-fell")).status_code == 409


def test_what_the_page_costs(team, as_person):
    request = journeys.approved(team)
    manager = as_person(team.practice_manager)
    manager.get(url(request, "release"))
    with CaptureQueriesContext(connection) as captured:
        manager.get(url(request, "release"))
    assert len(statements(captured)) <= 12


def test_a_page_that_is_not_open_leads_back_to_the_request(team, as_person):
    request = journeys.released(team)
    page = as_person(team.practice_manager).get(url(request, "release"))
    assert page.status_code == 409
    assert f'<a href="{request.get_absolute_url()}">Go to the request</a>' in page.content.decode()
