"""The dates of a request over HTTP: each with its steps and changes, and what people record to meet one."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from requests_app.journey import waiting
from requests_app.models import Clock, ClockState
from tests.factories import journeys, rules
from tests.integration.journey.conftest import make_team
from tests.integration.pages.deciding import on, text_of
from tests.support.queries import MOST_A_PAGE, counted

DAY = timedelta(days=1)


def dates(request):
    return reverse("request_dates", args=[request.key])


def met(request, rule):
    return reverse("date_met", args=[request.key, rule])


def clock(request, rule):
    return Clock.objects.get(request=request, rule=rule)


def shown(person, request):
    return text_of(person.get(dates(request)))


def test_every_date_has_its_steps_and_its_rule(team, as_person):
    request = journeys.submitted(team)
    page = shown(as_person(team.ig_lead), request)
    for words in (
        "Acknowledge",
        "Triage",
        "Decide",
        "working days later is",
        "No statutory time limit",
    ):
        assert words in page
    assert "Who changed what" in page
    assert "Started" in page


def test_the_requests_page_and_its_print_show_them(team, as_person):
    request, person = journeys.submitted(team), as_person(team.ig_lead)
    page = person.get(request.get_absolute_url()).content.decode()
    assert dates(request) in page
    assert "Decide" in page
    assert "Who changed what" in text_of(person.get(reverse("request_print", args=[request.key])))


def test_a_draft_has_none(team, as_person):
    request = journeys.draft(team)
    assert "There is no date yet" in shown(as_person(team.practice_manager), request)


def test_a_stop_shows_both_dates_and_the_days(team, as_person, time_machine):
    request, person = journeys.submitted(team), as_person(team.ig_lead)
    before = clock(request, "decide")
    waiting.ask(key=request.key, whom="requester", question="Which?", by=team.practice_manager)
    page = shown(person, request)
    assert "Stands still" in page
    assert "Waiting for the requester" in page
    time_machine.move_to(timezone.now() + timedelta(days=8))
    waiting.resume(key=request.key, answer="This one", by=team.practice_manager)
    after = clock(request, "decide")
    assert after.due_on > before.due_on
    page = shown(as_person(team.ig_lead), request)
    for words in ("Went on", "It stood still", "Date before", f"{before.due_on.day} "):
        assert words in page


def test_what_is_met_says_whether_in_time(team, as_person):
    request = journeys.closed(team)
    page = shown(as_person(team.ig_lead), request)
    assert "in time" in page


def test_nobody_elsewhere_sees_them(team, as_person, client):
    request = journeys.submitted(team)
    elsewhere = as_person(make_team("Y99992", "Elsewhere").ig_lead)
    assert elsewhere.get(dates(request)).status_code == 404
    assert elsewhere.get(met(request, "acknowledge")).status_code == 404
    assert client.get(dates(request)).status_code == 302


def test_an_auditor_reads_them_without_the_names(team, as_person):
    request = journeys.submitted(team)
    person = as_person(team.practice_manager)
    name = request.subjects.get().name
    person.post(met(request, "acknowledge"), {"how": f"A letter about {name}"})
    assert name in shown(person, request)
    page = shown(as_person(team.auditor), request)
    assert "A letter about" in page
    assert name not in page
    assert "Record the acknowledgement" not in page


class TestMeeting:
    """What people record so that a date is met."""

    def test_acknowledged(self, team, as_person):
        request, person = journeys.submitted(team), as_person(team.practice_manager)
        assert met(request, "acknowledge") in person.get(dates(request)).content.decode()
        page = person.get(met(request, "acknowledge"))
        assert "Acknowledge" in text_of(page)
        assert person.post(met(request, "acknowledge"), {}).status_code == 422
        done = person.post(met(request, "acknowledge"), {"how": "By letter"})
        assert done.status_code == 302
        assert clock(request, "acknowledge").state == ClockState.MET
        assert person.get(met(request, "acknowledge")).status_code == 409
        assert met(request, "acknowledge") not in person.get(dates(request)).content.decode()

    def test_who_may_not_is_told_who_can(self, team, as_person):
        request = journeys.submitted(team)
        answer = as_person(team.clinical_reviewer).get(met(request, "acknowledge"))
        assert answer.status_code == 403

    @pytest.mark.parametrize("rule", ["decide", "instrument", "nothing"])
    def test_no_other_date_is_met_by_hand(self, team, as_person, rule):
        assert as_person(team.ig_lead).get(met(journeys.submitted(team), rule)).status_code == 404

    def test_the_guardian_says_now_and_whoever_closes_tells(self, team, as_person):
        request = journeys.closed(team)
        now = as_person(team.caldicott_guardian).post(met(request, "patient-review"), {"decision": "now"})
        assert now.status_code == 302
        assert clock(request, "patient_review").state == ClockState.ENDED
        assert clock(request, "tell_patient").state == ClockState.RUNNING
        told = {
            "means": "letter",
            "whom": "patient",
            "said": "Who asked",
            **on("told_on", timezone.localdate()),
        }
        assert as_person(team.practice_manager).post(met(request, "tell-patient"), told).status_code == 302
        assert clock(request, "tell_patient").state == ClockState.MET

    def test_the_guardian_looks_again_and_later_the_patient_is_told(self, team, as_person):
        request = journeys.closed(team)
        guardian = as_person(team.caldicott_guardian)
        row = clock(request, "patient_review")
        wrong = guardian.post(
            met(request, "patient-review"), {"decision": "not_yet", "reason": "Still at large"}
        )
        assert wrong.status_code == 422
        sent = {"decision": "not_yet", "reason": "At large", **on("again_on", date.max)}
        far = guardian.post(met(request, "patient-review"), sent)
        assert "must be the same as or before" in text_of(far)
        day = timezone.localdate() + 60 * DAY
        guardian.post(
            met(request, "patient-review"),
            {"decision": "not_yet", "reason": "Still at large", **on("again_on", day)},
        )
        again = clock(request, "patient_review")
        assert (again.due_on, again.state) == (day, ClockState.RUNNING)
        assert again.due_at != row.due_at
        assert "Still at large" in shown(guardian, request)
        told = {"decision": "told", "means": "in_person", "whom": "patient", "said": "Who asked, and why"}
        unclear = guardian.post(met(request, "patient-review"), told | {"whom": "parent"})
        assert "Enter who they are and why they may be told" in text_of(unclear)
        guardian.post(met(request, "patient-review"), told | on("told_on", timezone.localdate()))
        assert clock(request, "patient_review").state == ClockState.MET

    def test_the_papers_of_an_emergency(self, team, as_person):
        request = rules.emergency_approved(team)
        person = as_person(team.practice_manager)
        done = person.post(met(request, "retrospective"), {"what": "The written request came"})
        assert done.status_code == 302
        assert clock(request, "retrospective").state == ClockState.MET


@pytest.mark.parametrize("times", [1, 8])
def test_the_queries_do_not_grow(team, as_person, times):
    request, person = journeys.submitted(team), as_person(team.ig_lead)
    for _ in range(times):
        waiting.ask(key=request.key, whom="requester", question="x", by=team.practice_manager)
        waiting.resume(key=request.key, answer="x", by=team.practice_manager)
    with counted() as queries:
        person.get(dates(request))
    assert len(queries) <= MOST_A_PAGE
    assert len(queries) == 8, queries


@pytest.mark.parametrize(("today", "warned"), [("2027-12-31", False), ("2028-01-02", True)])
def test_well_before_the_calendar_runs_out_pages_say_so(team, as_person, time_machine, today, warned):
    request = journeys.submitted(team)
    time_machine.move_to(f"{today} 10:00+00:00")
    for role in ("practice_manager", "ig_lead", "practice_administrator"):
        page = text_of(as_person(team.people[role]).get("/"))
        assert ("known for certain until 31 December 2028" in page) is warned
    assert ("calendar of bank holidays runs out" in shown(as_person(team.ig_lead), request)) is warned
    assert "runs out" not in text_of(as_person(team.auditor).get("/"))
