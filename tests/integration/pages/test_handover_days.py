"""The days of a refusal notice and of a report over HTTP: by its pages and through the API."""

import datetime as dt

import pytest
from django.utils import timezone

from requests_app.models import Clock, Handover
from tests.factories import journeys
from tests.integration.pages.deciding import on, text_of
from tests.integration.pages.test_handovers import DAY, an_handover, step

TODAY, LATER = dt.date(2026, 11, 10), dt.date(2026, 12, 14)
NOTICE_BY = dt.date(2026, 12, 9)


@pytest.fixture
def late(team, time_machine):
    """A freedom of information request whose twenty working days are over."""
    time_machine.move_to(f"{TODAY} 10:00+00:00", tick=True)
    row = an_handover(team, "foi")
    time_machine.move_to(f"{LATER} 10:00+00:00", tick=True)
    return row


def test_once_the_twenty_days_are_over_the_page_asks_for_the_day_of_the_notice(team, as_person, late):
    person = as_person(team.ig_lead)
    assert "Leave this empty while it is not sent" in text_of(person.get(step(late, "weigh")))
    sent = {"reason": "Two exemptions", **on("extended_to", LATER + DAY)}
    wrong = person.post(step(late, "weigh"), sent)
    assert wrong.status_code == 422
    assert "sent by 9 December 2026" in text_of(wrong)
    assert "Two exemptions" in text_of(wrong)
    done = person.post(step(late, "weigh"), sent | on("notice_sent_on", NOTICE_BY), follow=True)
    page = text_of(done)
    for words in ("Refusal notice sent on", "Not yet", "9 December 2026", "met 9 December 2026, in time"):
        assert (words in page) is (words != "Not yet"), words


def test_a_date_that_came_already_is_pointed_at(team, as_person, late):
    sent = {"reason": "Two", **on("extended_to", LATER), **on("notice_sent_on", NOTICE_BY)}
    wrong = as_person(team.ig_lead).post(step(late, "weigh"), sent)
    assert wrong.status_code == 422
    assert "must be after today" in text_of(wrong)


@pytest.fixture
def report(team, time_machine):
    """A report that was made before it is recorded."""
    time_machine.move_to(f"{TODAY} 10:00+00:00", tick=True)
    row = an_handover(team, "fgm", note="In a consultation")
    time_machine.move_to(f"{LATER} 10:00+00:00", tick=True)
    return row


def test_a_report_is_recorded_with_its_day(team, as_person, report):
    person = as_person(team.practice_manager)
    assert "On which day was it reported?" in text_of(person.get(step(report, "answer")))
    wrong = person.post(step(report, "answer"), {"answer": "By telephone", **on("reported_on", LATER + DAY)})
    assert wrong.status_code == 422
    assert "must be today or in the past" in text_of(wrong)
    assert "By telephone" in text_of(wrong)
    empty = person.post(step(report, "answer"), {"answer": "By telephone"})
    assert empty.status_code == 422
    sent = {"answer": "By telephone", **on("reported_on", NOTICE_BY)}
    page = text_of(person.post(step(report, "answer"), sent, follow=True))
    assert "Reported on" in page
    assert "met 9 December 2026, in time" in page


def test_no_other_answer_asks_for_a_day(team, as_person):
    page = text_of(as_person(team.ig_lead).get(step(an_handover(team, "complaint"), "answer")))
    assert "On which day was it reported?" not in page


def test_through_the_api_too(team, as_person, report):
    person, path = as_person(team.ig_lead), f"/api/v1/handovers/{report.key}/answer/"

    def send(**more):
        return person.post(path, {"answer": "By telephone", **more}, content_type="application/json")

    for more in ({}, {"reported_on": (LATER + DAY).isoformat()}, {"reported_on": "2026-11-09"}):
        wrong = send(**more)
        assert wrong.status_code == 422
        assert [error["pointer"] for error in wrong.json()["errors"]] == ["/reported_on"]
    assert send(reported_on="2026-12-09").status_code == 200
    found = Clock.objects.get(handover=report)
    assert (found.state, timezone.localdate(found.met_at)) == ("met", NOTICE_BY)
    other = Handover.objects.get(pk=an_handover(team, "sar", journeys.submitted(team)).pk)
    answer = person.post(
        f"/api/v1/handovers/{other.key}/answer/",
        {"answer": "Sent", "reported_on": "2026-12-09"},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/reported_on")
