"""Hand-overs over HTTP: out of a request, the list, one with its dates, and its steps."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from practices.models import Practice
from practices.permissions import access_of
from requests_app.journey import handover
from requests_app.models import Clock, Handover
from requests_app.presenters import handovers as shown
from requests_app.presenters.incidents import MASKED
from requests_app.selectors import handovers as select
from tests.factories import journeys
from tests.integration.journey.conftest import make_team
from tests.integration.pages.deciding import on, text_of
from tests.support.queries import MOST_A_PAGE, counted

DAY = dt.timedelta(days=1)
SEEING = ("practice_manager", "ig_lead", "caldicott_guardian", "clinical_reviewer", "data_protection_officer")


def an_handover(team, kind="sar", request=None, note="They want a copy"):
    request = request or journeys.submitted(team)
    today = timezone.localdate()
    return handover.hand_over(key=request.key, by=team.ig_lead, kind=kind, received_on=today, note=note)


def step(row, name):
    return reverse("handover_step", args=[row.key, name])


def test_handed_over_from_the_requests_page(team, as_person):
    request, person = journeys.submitted(team), as_person(team.ig_lead)
    new = reverse("handover_new", args=[request.key])
    assert new in person.get(request.get_absolute_url()).content.decode()
    today = timezone.localdate()
    sent = {"kind": "sar", "note": "Their own record", **on("received_on", today + DAY)}
    wrong = person.post(new, sent)
    assert wrong.status_code == 422
    assert "Their own record" in text_of(wrong)
    done = person.post(new, sent | on("received_on", today), follow=True)
    row = Handover.objects.get()
    assert done.redirect_chain == [(row.get_absolute_url(), 302)]
    page = text_of(done)
    assert "Subject access request" in page
    assert "One month later is" in page
    assert "UK GDPR Art 12(3)" in page
    assert "Handed over" in text_of(person.get(request.get_absolute_url()))


def test_its_page_shows_each_change_with_both_dates(team, as_person):
    row, person = an_handover(team), as_person(team.ig_lead)
    person.post(step(row, "ask"), {"question": "Which years?"})
    assert "Stands still" in text_of(person.get(row.get_absolute_url()))
    person.post(step(row, "go-on"), {"answer": "The last two", **on("answered_on", timezone.localdate())})
    sent = {"reason": "Many requests", **on("notice_sent_on", timezone.localdate())}
    before = Clock.objects.get(handover=row)
    page = text_of(person.post(step(row, "extend"), sent, follow=True))
    after = Clock.objects.get(handover=row)
    assert after.due_on > before.due_on
    for words in ("Extended", "Which years?", "The last two", "Many requests", "Date before", "Date after"):
        assert words in page, words
    assert "Extend by two months" not in page


@pytest.mark.parametrize("name", ["acknowledge", "identify", "ask", "extend", "answer", "close"])
def test_each_step_is_offered_opens_and_is_done(team, as_person, name):
    row, person = an_handover(team), as_person(team.practice_manager)
    assert step(row, name) in person.get(row.get_absolute_url()).content.decode()
    assert person.get(step(row, name)).status_code == 200
    today = timezone.localdate()
    words = {"question": "x", "answer": "x", "reason": "x"}
    done = person.post(step(row, name), words | on("relevant_on", today) | on("notice_sent_on", today))
    assert done.status_code == 302
    assert done["Location"] == row.get_absolute_url()
    again = person.get(step(row, name))
    assert again.status_code == 409
    assert row.get_absolute_url() in again.content.decode()


def test_a_step_keeps_what_was_typed(team, as_person):
    row, person = an_handover(team), as_person(team.ig_lead)
    sent = {"reason": "Many requests", **on("notice_sent_on", timezone.localdate() - DAY)}
    answer = person.post(step(row, "extend"), sent)
    assert answer.status_code == 422
    assert "older than the request" in text_of(answer)
    assert "Many requests" in text_of(answer)
    empty = person.post(step(row, "extend"), {})
    assert empty.status_code == 422
    assert "Enter why more time is needed" in text_of(empty)


def test_the_day_of_their_answer_is_today_unless_told(team, as_person):
    row, person = an_handover(team), as_person(team.ig_lead)
    handover.ask(key=row.key, by=team.ig_lead, question="Which years?")
    today = timezone.localdate()
    inputs = re.findall("<input[^>]*>", person.get(step(row, "go-on")).content.decode())
    for name, value in on("answered_on", today).items():
        (found,) = (one for one in inputs if f'name="{name}"' in one)
        assert f'value="{value}"' in found
    for day, words in (
        (today - DAY, "older than the question"),
        (today + DAY, "must be today or in the past"),
    ):
        wrong = person.post(step(row, "go-on"), {"answer": "The last two", **on("answered_on", day)})
        assert wrong.status_code == 422
        assert words in text_of(wrong)
        assert "The last two" in text_of(wrong)
    empty = person.post(step(row, "go-on"), {"answer": "The last two"})
    assert empty.status_code == 422
    done = person.post(step(row, "go-on"), {"answer": "The last two", **on("answered_on", today)})
    assert done.status_code == 302


def test_what_is_answered_closes_with_one_button(team, as_person):
    row, person = an_handover(team, "complaint"), as_person(team.ig_lead)
    assert "without an answer" in text_of(person.get(step(row, "close")))
    person.post(step(row, "answer"), {"answer": "Upheld"})
    assert "without an answer" not in text_of(person.get(step(row, "close")))
    page = text_of(person.post(step(row, "close"), {}, follow=True))
    assert "Closed by" in page
    assert "What you can do" not in page
    assert person.get(step(row, "answer")).status_code == 409


def test_there_is_no_other_step(team, as_person):
    row = an_handover(team)
    assert as_person(team.ig_lead).get(step(row, "destroy")).status_code == 404


@pytest.mark.parametrize(("kind", "words"), [("complaint", "3 working days"), ("foi", "public interest")])
def test_what_no_rule_decides_is_said(team, as_person, kind, words):
    page = text_of(as_person(team.ig_lead).get(an_handover(team, kind).get_absolute_url()))
    assert words in page
    assert "check with your data protection officer" in page


def test_both_readings_of_a_complaints_date_are_shown(team, as_person):
    page = text_of(as_person(team.ig_lead).get(an_handover(team, "complaint").get_absolute_url()))
    assert "The ICO counts from the day after" in page


@pytest.mark.parametrize("role", SEEING)
def test_who_sees_the_request_sees_it_and_words_only_with_the_patient(team, as_person, role):
    row = an_handover(team, note="Mr Halloway asks")
    page = as_person(team.people[role]).get(row.get_absolute_url())
    assert page.status_code == 200
    assert "Mr Halloway asks" in text_of(page)


def test_an_auditor_reads_it_without_the_words(team, as_person):
    row = an_handover(team, note="Mr Halloway asks")
    handover.ask(key=row.key, by=team.ig_lead, question="Is Mr Halloway the one?")
    page = text_of(as_person(team.auditor).get(row.get_absolute_url()))
    assert MASKED in page
    assert "Halloway" not in page
    assert "What you can do" not in page


def test_elsewhere_and_signed_out_it_is_not_there(team, as_person, client):
    row = an_handover(team)
    elsewhere = as_person(make_team("Y99992", "Elsewhere").ig_lead)
    for path in (row.get_absolute_url(), step(row, "answer")):
        assert elsewhere.get(path).status_code == 404
        assert elsewhere.post(path, {}).status_code in (404, 405)
        assert client.get(path).status_code == 302
    assert "Nothing was handed over" in text_of(elsewhere.get("/handovers/"))


def test_whoever_sees_it_without_the_right_is_refused_and_recorded(team, as_person):
    row = an_handover(team)
    answer = as_person(team.clinical_reviewer).get(step(row, "answer"))
    assert answer.status_code == 403


@pytest.mark.parametrize("rows", [5, 50])
def test_the_queries_of_the_list_do_not_grow(team, as_person, rows):
    for _ in range(rows):
        an_handover(team)
    person = as_person(team.ig_lead)
    with counted() as queries:
        page = person.get("/handovers/")
    assert "Subject access request" in text_of(page)
    assert len(queries) <= MOST_A_PAGE
    assert len(queries) == 7, queries


@pytest.mark.parametrize("steps", [1, 8])
def test_the_queries_of_one_do_not_grow(team, as_person, steps):
    row, person = an_handover(team), as_person(team.ig_lead)
    for _ in range(steps):
        handover.ask(key=row.key, by=team.ig_lead, question="x")
        handover.go_on(key=row.key, by=team.ig_lead, answer="x")
    with counted() as queries:
        person.get(row.get_absolute_url())
    assert len(queries) <= MOST_A_PAGE
    with counted() as queries:
        person.get(step(row, "answer"))
    assert len(queries) <= MOST_A_PAGE


def test_the_list_says_how_each_stands(team):
    row = an_handover(team)
    now = timezone.now()

    def line():
        (found,) = select.handovers(access_of(team.ig_lead))
        return [cell.text for cell in shown.rows([found], now)[0][4:]]

    assert line()[1] == "Open"
    handover.ask(key=row.key, by=team.ig_lead, question="x")
    assert line() == ["Stands still", "Open"]
    handover.answer(key=row.key, by=team.ig_lead, answer="x")
    assert line() == ["None", "Answered"]
    handover.close(key=row.key, by=team.ig_lead)
    assert line() == ["None", "Closed"]


def test_the_public_interest_is_weighed_with_both_dates_shown(team, as_person):
    row, person = an_handover(team, "foi"), as_person(team.ig_lead)
    law = Clock.objects.get(handover=row)
    assert step(row, "weigh") in person.get(row.get_absolute_url()).content.decode()
    assert person.get(step(row, "notice")).status_code == 409
    sent = {"reason": "Two exemptions", **on("extended_to", law.due_on)}
    wrong = person.post(step(row, "weigh"), sent)
    assert wrong.status_code == 422
    assert "when the refusal notice is due" in text_of(wrong)
    assert "Two exemptions" in text_of(wrong)
    until = law.due_on + 30 * DAY
    page = text_of(person.post(step(row, "weigh"), sent | on("extended_to", until), follow=True))
    for words in (
        "The law’s date, which stands",
        "The practice’s date",
        "Not yet",
        "Date before",
        "Date after",
    ):
        assert words in page, words
    assert person.get(step(row, "weigh")).status_code == 409
    done = person.post(step(row, "notice"), on("notice_sent_on", timezone.localdate()), follow=True)
    assert "Not yet" not in text_of(done)
    assert Clock.objects.get(pk=law.pk).state == "met"
    assert person.get(step(row, "notice")).status_code == 409


def test_a_report_to_the_police_is_handed_over_and_recorded(team, as_person):
    request, person = journeys.submitted(team), as_person(team.practice_manager)
    new = reverse("handover_new", args=[request.key])
    assert "Report of female genital mutilation" in text_of(person.get(new))
    sent = {"kind": "fgm", "note": "Told in a consultation", **on("received_on", timezone.localdate())}
    page = text_of(person.post(new, sent, follow=True))
    for words in (
        "First found",
        "The last safe day of one month is",
        "Record that it was reported",
        "One report",
    ):
        assert words in page, words
    row = Handover.objects.get()
    assert person.get(step(row, "acknowledge")).status_code == 409
    assert "Record that it was reported" in text_of(person.get(step(row, "answer")))
    sent = {"answer": "By telephone", **on("reported_on", timezone.localdate())}
    done = text_of(person.post(step(row, "answer"), sent, follow=True))
    assert "Reported by" in done
    assert "How it was reported" in done


def test_where_there_is_no_such_duty_it_is_not_offered(team, as_person):
    request = journeys.submitted(team)
    Practice.objects.filter(pk=team.practice.pk).update(nation="scotland")
    new = reverse("handover_new", args=[request.key])
    assert "genital" not in text_of(as_person(team.practice_manager).get(new))


def test_a_complaint_has_both_its_dates_and_words_for_its_outcome(team, as_person):
    row, person = an_handover(team, "complaint"), as_person(team.ig_lead)
    page = text_of(person.get(row.get_absolute_url()))
    for words in ("Give the outcome of a data protection complaint", "no statute sets", "Record the outcome"):
        assert words in page, words
