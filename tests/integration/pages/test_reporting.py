"""Whether an incident was reported: its 72 hours are met, once, with the reason where it need not be."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.ledger.api import entries, log_name, new_event_id, reveal
from kit.dates import long_date
from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible
from requests_app.journey import reporting, starting_breaches
from requests_app.models import Clock, ClockState, Incident, IncidentReport
from tests.factories import journeys
from tests.integration.journey.conftest import make_team
from tests.integration.pages.deciding import on, text_of
from tests.integration.pages.test_incidents import an_incident

DECIDING = (
    "ig_lead",
    "clinical_reviewer",
    "caldicott_guardian",
    "data_protection_officer",
)


@pytest.fixture
def found(team):
    incident = an_incident(team, journeys.submitted(team))
    return Incident.objects.get(pk=incident.pk)


def clock(incident):
    return Clock.objects.get(incident=incident)


def page(incident, name="incident_report"):
    return reverse(name, args=[incident.key])


def report(team, incident, **more):
    given = {"incident": incident, "by": team.data_protection_officer, "reported_at": timezone.now()}
    return reporting.record_report(**given | more)


def test_the_72_hours_begin_with_the_incident(team, found):
    row = clock(found)
    assert (row.rule, row.state, row.due_at) == ("breach", ClockState.RUNNING, found.report_by)
    assert row.started_at == found.aware_at
    (entry,) = entries(log_name(team.practice.public_id), limit=1)
    assert entry.event == "incident.recorded"
    assert entry.facts["clocks"]["breach"][0] == "started"


def test_its_page_explains_the_date(team, found, as_person):
    words = text_of(as_person(team.ig_lead).get(page(found, "incident_page")))
    assert "72 hours later, weekends included, is" in words
    assert "UK GDPR Art 33(1)" in words
    assert "Started" in words


def test_reported_the_clock_is_met(team, found, as_person):
    person, now = as_person(team.data_protection_officer), timezone.localtime()
    assert page(found) in person.get(page(found, "incident_page")).content.decode()
    sent = {
        "reported": "yes",
        "reference": "IC-1",
        "reported_time": now.strftime("%H:%M"),
        **on("reported_on", now.date()),
    }
    Incident.objects.filter(pk=found.pk)
    early = person.post(page(found), sent | on("reported_on", now.date() - timedelta(days=1)))
    assert early.status_code == 422
    assert "after you became aware" in text_of(early)
    report(team, found, reference=" IC-1 ")
    shown = text_of(person.get(page(found, "incident_page")))
    for words in ("Reported", "IC-1", "Met"):
        assert words in shown
    assert page(found) not in person.get(page(found, "incident_page")).content.decode()
    assert clock(found).state == ClockState.MET
    assert person.get(page(found)).status_code == 409
    assert "Reported" in text_of(person.get("/incidents/"))


def test_a_report_in_time_is_in_time_though_it_is_recorded_later(team, found, as_person):
    reported = found.aware_at + timedelta(hours=70)
    with time_machine.travel(found.aware_at + timedelta(hours=80), tick=True):
        report(team, found, reported_at=reported)
        row = clock(found)
        assert (row.state, row.met_at) == (ClockState.MET, reported)
        assert row.changes.get(kind="met").at > row.due_at
        words = text_of(as_person(team.ig_lead).get(page(found, "incident_page")))
    assert f"met {long_date(reported)}, in time" in words


def test_not_reported_says_why(team, found, as_person):
    person = as_person(team.ig_lead)
    empty = person.post(page(found), {"reported": "no"})
    assert empty.status_code == 422
    done = person.post(
        page(found), {"reported": "no", "reason": "The letter came back unopened"}, follow=True
    )
    shown = text_of(done)
    assert "Need not be reported" in shown
    assert "came back unopened" in shown
    assert clock(found).state == ClockState.MET
    (entry,) = (e for e in entries(log_name(team.practice.public_id)) if e.event == "incident.not_reported")
    assert "unopened" not in entry.text
    assert reveal(entry.log, entry.event_id)["reason"] == "The letter came back unopened"
    assert entry.facts["reported"] == ""
    hidden = text_of(as_person(team.auditor).get(page(found, "incident_page")))
    assert "unopened" not in hidden


def test_reported_by_the_form(team, as_person):
    incident = an_incident(team)
    Incident.objects.get(pk=incident.pk)
    later = timezone.localtime() + timedelta(minutes=1)
    sent = {"reported": "yes", "reported_time": later.strftime("%H:%M"), **on("reported_on", later.date())}
    answer = as_person(team.data_protection_officer).post(page(incident), sent)
    assert answer.status_code in (302, 422)  # the minute may not have come yet


@pytest.mark.parametrize("role", DECIDING)
def test_those_who_hear_of_it_record_it(team, found, role):
    report(team, found, by=team.people[role])
    assert IncidentReport.objects.get().recorded_by == team.people[role]


@pytest.mark.parametrize("role", ["front_desk", "practice_manager", "auditor", "practice_administrator"])
def test_nobody_else_does(team, role, as_person):
    incident = an_incident(team, by=team.people[role])
    with pytest.raises(NotAllowed):
        report(team, incident, by=team.people[role])
    assert as_person(team.people[role]).get(page(incident)).status_code == 403
    assert (
        page(incident)
        not in as_person(team.people[role]).get(page(incident, "incident_page")).content.decode()
    )


def test_whoever_recorded_it_does_not_say_that_it_need_not_be_reported(team, as_person):
    for request in (journeys.submitted(team), None):
        incident = an_incident(team, request, by=team.ig_lead)
        answer = as_person(team.ig_lead).post(page(incident), {"reported": "no", "reason": "Unopened"})
        assert answer.status_code == 403
        assert "somebody else decides that it need not be reported" in text_of(answer)
        assert clock(incident).state == ClockState.RUNNING
    (refused,) = (e for e in entries(log_name(team.practice.public_id)) if e.event == "attempt.refused")
    assert refused.facts["attempt"] == "incident.reported"
    report(team, incident, by=team.caldicott_guardian, reported_at=None, reason="Unopened")
    own = an_incident(team, by=team.ig_lead)
    report(team, own, by=team.ig_lead)
    assert clock(own).state == ClockState.MET


def test_whoever_recorded_it_is_not_offered_it_and_reads_who_can(team, as_person):
    own = an_incident(team, by=team.ig_lead)
    for answer in (
        as_person(team.ig_lead).get(page(own)),
        as_person(team.ig_lead).post(page(own), {}),
    ):
        words = text_of(answer)
        assert "No, and it need not be" not in words
        assert "somebody else decides that it need not be reported" in words
        assert "Who can: Information governance lead or" in words
        assert "Yes, it was reported" in words
    other = text_of(as_person(team.caldicott_guardian).get(page(own)))
    assert "No, and it need not be" in other
    assert "somebody else decides" not in other


def test_nobody_elsewhere_sees_it(team, found):
    with pytest.raises(NotVisible):
        report(team, found, by=make_team("Y99992", "Elsewhere").ig_lead)


def test_once_and_with_a_moment_or_a_reason(team, found):
    with pytest.raises(NotPossible, match="need not be reported"):
        report(team, found, reported_at=None, reason=" ")
    for moment in (found.aware_at - timedelta(seconds=1), timezone.now() + timedelta(minutes=5)):
        with pytest.raises(InvalidInput):
            report(team, found, reported_at=moment)
    row = report(team, found, reported_at=found.aware_at, reason="not kept", reference="IC-2")
    assert (row.reason, row.reference) == ("", "IC-2")
    with pytest.raises(NotPossible, match="recorded already"):
        report(team, found)


def test_two_at_the_same_moment_record_it_once(team, found, monkeypatch):
    report(team, found)
    monkeypatch.setattr(IncidentReport.objects, "filter", lambda **_: IncidentReport.objects.none())
    with pytest.raises(NotPossible, match="recorded already"):
        report(team, found)


def test_the_database_wants_a_moment_or_a_reason(team, found):
    with pytest.raises(IntegrityError, match="incident_report_or_why_not"), transaction.atomic():
        IncidentReport.objects.create(
            incident=found, recorded_by=team.ig_lead, recorded_at=timezone.now(),
            ledger_log="x", ledger_event=new_event_id(),
        )  # fmt: skip


def without_clock(team, hours):
    """An incident from before there were clocks, of so many hours ago."""
    aware = timezone.now() - timedelta(hours=hours)
    return Incident.objects.create(
        practice=team.practice, kind="other", what_left="x", aware_at=aware,
        report_by=aware + timedelta(hours=72), recorded_by=team.ig_lead, recorded_at=aware,
    )  # fmt: skip


def test_older_incidents_get_their_clock_once_where_it_can_still_be_met(team, found):
    fresh, over = without_clock(team, 71), without_clock(team, 73)
    assert starting_breaches.start_missing_breaches() == 1
    assert clock(fresh).due_at == fresh.report_by
    assert not Clock.objects.filter(incident=over).exists()
    assert starting_breaches.start_missing_breaches() == 0
    (entry,) = entries(log_name(team.practice.public_id), limit=1)
    assert (entry.event, entry.about) == ("clock.started", f"incident:{fresh.key}")
    report(team, over, reported_at=None, reason="Long ago")
    assert IncidentReport.objects.get(incident=over).reason == "Long ago"
