"""Incidents over HTTP: any member records one, nothing refuses it, and the clock runs from awareness."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.ledger.api import entries, log_name
from requests_app.journey.incident import record_incident
from requests_app.models import Incident
from tests.factories import journeys
from tests.factories.people import a_member, a_person
from tests.integration.journey.conftest import make_team
from tests.integration.pages.deciding import on, statements, text_of, url

NEW = "/incidents/new/"
SEEING = (
    "practice_manager",
    "ig_lead",
    "clinical_reviewer",
    "caldicott_guardian",
    "data_protection_officer",
    "auditor",
)


def an_incident(team, request=None, by=None):
    data = {
        "kind": "by_phone",
        "what_left": "Mr Halloway's address",
        "to_whom": "A caller",
        "happened_at": None,
        "aware_at": timezone.now(),
    }
    by = by or team.practice_manager
    return record_incident(practice=team.practice, by=by, data=data, request=request)


@pytest.mark.parametrize("role", SEEING)
def test_any_member_records_one_about_a_request_in_any_state(team, as_person, role):
    for request in (journeys.submitted(team), journeys.closed(team)):
        person = as_person(team.people[role])
        assert person.get(url(request, "incident")).status_code == 200
        done = person.post(url(request, "incident"), {"what_left": "An address"})
        assert done.status_code == 302
        assert person.get(done["Location"]).status_code == 200
    assert Incident.objects.filter(recorded_by=team.people[role]).count() == 2


@pytest.mark.parametrize("role", ["front_desk", "practice_administrator"])
def test_those_who_see_no_request_record_one_without(team, as_person, role):
    person = as_person(team.people[role])
    assert person.get(url(journeys.submitted(team), "incident")).status_code == 404
    done = person.post(NEW, {"what_left": "Read out an address at the counter", "kind": "at_the_desk"})
    assert "Read out an address" in text_of(person.get(done["Location"]))
    incident = Incident.objects.get()
    assert (incident.practice, incident.request, incident.kind) == (team.practice, None, "at_the_desk")


def test_the_clock_runs_72_hours_from_awareness(team, as_person):
    aware = timezone.localtime() - timedelta(days=1)
    sent = {"what_left": "A letter", **on("aware_on", aware.date()), "aware_time": "9:30am"}
    done = as_person(team.practice_manager).post(url(journeys.submitted(team), "incident"), sent, follow=True)
    incident = Incident.objects.get()
    assert timezone.localtime(incident.aware_at).strftime("%H:%M") == "09:30"
    assert incident.report_by - incident.aware_at == timedelta(hours=72)
    assert "Report by" in text_of(done)


def test_a_day_without_a_time_begins_early_so_that_the_clock_is_never_late(team, as_person):
    today = timezone.localdate()
    sent = {"what_left": "A letter", **on("aware_on", today), **on("happened_on", today)}
    as_person(team.practice_manager).post(NEW, sent)
    incident = Incident.objects.get()
    assert timezone.localtime(incident.aware_at).strftime("%H:%M") == "00:00"
    assert incident.happened_at == incident.aware_at


def test_an_oddity_is_no_reason_to_refuse(team, as_person):
    later = timezone.localdate() + timedelta(days=900)
    sent = {"what_left": "?", "kind": "", **on("aware_on", later), **on("happened_on", later)}
    assert as_person(team.practice_manager).post(NEW, sent).status_code == 302
    assert Incident.objects.get().kind == "other"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"what_left": ""}, "Enter what left, as far as you know"),
        ({"aware_time": "half past"}, "must be a real time"),
        ({"happened_on_day": "40"}, "must be a real date"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_stays(team, as_person, changes, message):
    day = timezone.localdate()
    sent = {"what_left": "Keep this sentence", "to_whom": "A caller", **on("happened_on", day)} | changes
    page = as_person(team.practice_manager).post(url(journeys.submitted(team), "incident"), sent)
    assert page.status_code == 422
    assert message in text_of(page)
    assert "A caller" in text_of(page)
    assert not Incident.objects.exists()


def test_somebody_of_two_practices_says_which(team, as_person):
    other = make_team("Y99992", "Quillhaven Medical Centre")
    both = a_member(other.practice, "front_desk", person=team.people["front_desk"])
    person = as_person(both)
    assert "At which practice?" in text_of(person.get(NEW))
    assert person.post(NEW, {"what_left": "An address"}).status_code == 422
    person.post(NEW, {"what_left": "An address", "practice": str(other.practice.public_id)})
    assert Incident.objects.get().practice == other.practice


def test_somebody_without_a_role_records_none(db, as_person):
    assert as_person(a_person()).get(NEW).status_code == 403


def test_it_is_in_the_ledger_without_what_left(team):
    an_incident(team)
    entry = entries(log_name(team.practice.public_id))[0]
    assert entry.event == "incident.recorded"
    assert "Halloway" not in entry.text


class TestReading:
    def test_the_list_names_no_patient_and_shows_the_clock(self, team, as_person):
        an_incident(team, journeys.submitted(team))
        page = text_of(as_person(team.ig_lead).get("/incidents/"))
        assert "Said on the phone" in page
        assert "71 hours left" in page
        assert "Halloway" not in page

    def test_an_empty_list_helps(self, team, as_person):
        page = as_person(team.ig_lead).get("/incidents/")
        assert "No incident is recorded" in text_of(page)

    def test_an_auditor_reads_it_without_what_names_the_patient(self, team, as_person):
        incident = an_incident(team)
        assert "Halloway" in text_of(as_person(team.ig_lead).get(f"/incidents/{incident.key}/"))
        page = as_person(team.auditor).get(f"/incidents/{incident.key}/")
        assert page.status_code == 200
        assert "Halloway" not in text_of(page)

    def test_others_incidents_are_not_there(self, team, as_person):
        incident = an_incident(team)
        stranger = make_team("Y99992", "Quillhaven Medical Centre").ig_lead
        for person in (stranger, team.people["front_desk"]):
            assert as_person(person).get(f"/incidents/{incident.key}/").status_code == 404
            assert "No incident is recorded" in text_of(as_person(person).get("/incidents/"))

    def test_the_list_costs_the_same_at_5_and_at_50(self, team, as_person):
        lead, request, costs = as_person(team.ig_lead), journeys.submitted(team), []
        for more in (5, 45):
            for _ in range(more):
                an_incident(team, request)
            lead.get("/incidents/")
            with CaptureQueriesContext(connection) as captured:
                lead.get("/incidents/")
            costs.append(len(statements(captured)))
        assert costs[0] == costs[1] <= 12
