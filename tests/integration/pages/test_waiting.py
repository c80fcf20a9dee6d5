"""Asking, resuming, returning and withdrawing over HTTP."""

from datetime import timedelta

import pytest
from django.utils import timezone

from requests_app.journey import returning, waiting
from requests_app.models import Clock, StatusChange
from requests_app.presenters.due import due_date
from tests.factories import journeys
from tests.integration.pages.reviewing import complaints, events, html_of, opened, sent, text_of, url


@pytest.fixture
def request_(team):
    return journeys.submitted(team)


@pytest.fixture
def manager(team, as_person):
    return as_person(team.practice_manager)


def waits(team, request, whom="requester"):
    waiting.ask(key=request.key, whom=whom, question="Which offence is it?", by=team.practice_manager)
    return journeys.fresh(request)


@pytest.mark.parametrize("whom", ["requester", "patient"])
def test_a_question_is_asked_and_the_request_waits(manager, request_, whom):
    page = opened(manager, request_, "ask")
    assert "then comes back to “Triage”" in page
    assert "[your question]" in page
    assert "we neither confirm nor deny it" in page

    response = sent(manager, request_, "ask", whom=whom, question="Which offence is it?")

    assert response.url == request_.get_absolute_url()
    assert journeys.fresh(request_).state == f"awaiting_{whom}"
    assert journeys.fresh(request_).came_from == "triage"
    assert events(request_)[0] == f"waiting.{whom}_asked"


def test_a_question_and_somebody_to_ask_are_needed(manager, request_):
    response = sent(manager, request_, "ask", question="Which offence is it?")

    assert complaints(response) == {"Select whom you ask": "whom"}
    assert "Which offence is it?" in html_of(response)
    assert complaints(sent(manager, request_, "ask", whom="requester")) == {"Enter your question": "question"}


def test_each_review_asks_for_itself(team, as_person, manager, request_):
    request = journeys.triaged(team, request_)

    assert manager.get(url(request, "ask")).status_code == 403
    assert "comes back to “Legal basis”" in opened(as_person(team.ig_lead), request, "ask")
    assert manager.get(url(request, "resume")).status_code == 409


def test_the_answer_is_recorded_and_the_request_goes_on_where_it_came_from(team, manager, request_):
    request = waits(team, request_)
    page = opened(manager, request, "resume")
    assert "Pell Osgathorpe asked" in page
    assert "Which offence is it?" in page
    assert "then goes on at “Triage”" in page
    assert complaints(sent(manager, request, "resume")) == {
        "Enter the answer, or say that none came": "answer"
    }

    response = sent(manager, request, "resume", answer="Attempted murder, section 1")

    assert response.url == request.get_absolute_url()
    assert journeys.fresh(request).state == "triage"
    last = StatusChange.objects.filter(request=request, verb="resume").get()
    assert (last.reason, last.changed_by) == ("Attempted murder, section 1", team.practice_manager)


def test_a_second_click_and_an_old_page_change_nothing(team, manager, request_):
    request = waits(team, request_)
    old = str(request.version)
    assert sent(manager, request, "resume", answer="The first answer").status_code == 302

    response = sent(manager, request, "resume", answer="The second answer", seen_version=old)

    assert response.status_code == 409
    assert "The request is at “Triage”" in text_of(response)
    assert StatusChange.objects.filter(request=request, verb="resume").count() == 1


def test_who_may_not_resume(team, as_person, request_):
    request = waits(team, request_)
    for role in ("clinical_reviewer", "auditor", "caldicott_guardian"):
        assert as_person(team.people[role]).get(url(request, "resume")).status_code == 403


def test_a_review_returns_it_to_an_earlier_one_with_a_reason(team, as_person, request_):
    request = journeys.legally_reviewed(team, journeys.triaged(team, request_))
    reviewer = as_person(team.clinical_reviewer)
    page = opened(reviewer, request, "return_request")
    assert "Legal basis" in page
    assert "Triage" in page
    assert complaints(sent(reviewer, request, "return_request", reason="Look at the power again")) == {
        "Select where it goes": "state"
    }
    assert complaints(sent(reviewer, request, "return_request", state="legal_basis")) == {
        "Enter why it goes back": "reason"
    }

    response = sent(
        reviewer, request, "return_request", state="legal_basis", reason="Look at the power again"
    )

    assert response.url == request.get_absolute_url()
    assert journeys.fresh(request).state == "legal_basis"
    assert not request.legalbasisreview_set.filter(voided_at=None).exists()
    assert events(request)[0] == "request.returned"


def test_only_reviews_that_were_made_are_offered(team, as_person):
    guardian = as_person(team.caldicott_guardian)
    skipped = journeys.legally_reviewed(
        team, journeys.triaged(team, journeys.submitted(team)), {"D06": "no_basis", "D08": "no_basis"}
    )

    assert 'value="public_interest"' not in html_of(guardian.get(url(skipped, "return_request")))
    assert 'value="legal_basis"' in html_of(guardian.get(url(skipped, "return_request")))
    weighed = journeys.at_decision(team)
    assert 'value="public_interest"' in html_of(guardian.get(url(weighed, "return_request")))
    refused = sent(guardian, skipped, "return_request", state="public_interest", reason="Weigh it")
    assert "state" in complaints(refused).values()


def test_triage_returns_to_nothing_and_others_may_not_return(team, as_person, manager, request_):
    assert manager.get(url(request_, "return_request")).status_code == 409
    request = journeys.triaged(team, request_)
    assert manager.get(url(request, "return_request")).status_code == 403
    assert as_person(team.ig_lead).get(url(request, "return_request")).status_code == 200
    returning.return_to(key=request.key, state="triage", reason="Verify again", by=team.ig_lead)
    assert as_person(team.ig_lead).get(url(request, "return_request")).status_code == 409


def test_it_is_withdrawn_by_the_requester(team, manager):
    request = journeys.approved(team)
    page = opened(manager, request, "withdraw")
    assert "The guardian’s approval falls with it." in page
    assert "We have noted that you withdrew your request NM/1/26" in page
    assert "went unanswered" not in page
    assert set(complaints(sent(manager, request, "withdraw")).values()) == {"outcome", "reason"}

    response = sent(
        manager, request, "withdraw", outcome="WITHDRAWN_BY_REQUESTER", reason="They wrote that he was found"
    )

    assert response.url == request.get_absolute_url()
    ended = journeys.fresh(request)
    assert (ended.state, ended.outcome, ended.reply) == ("withdrawn", "WITHDRAWN_BY_REQUESTER", "R-WITHDRAWN")
    assert not ended.decisions.filter(voided_at=None).exists()


def test_it_is_ended_unanswered_only_while_it_waits_for_the_requester(team, manager, request_):
    assert "UNANSWERED" not in html_of(manager.get(url(request_, "withdraw")))
    request = waits(team, request_)
    assert "End it as unanswered or withdrawn" in opened(manager, request, "resume")
    assert "and had no answer" in opened(manager, request, "withdraw")

    sent(manager, request, "withdraw", outcome="UNANSWERED", reason="Two letters, no answer")

    assert journeys.fresh(request).reply == "R-UNANSWERED"


def test_who_may_not_withdraw_and_when_it_is_too_late(team, as_person, manager, request_):
    for role in ("clinical_reviewer", "auditor"):
        assert as_person(team.people[role]).get(url(request_, "withdraw")).status_code == 403
    released = journeys.released(team)

    response = manager.get(url(released, "withdraw"))

    assert response.status_code == 409
    assert "The request is at “Released”" in text_of(response)


def test_asking_says_which_dates_stand_still_and_which_run_on(team, as_person):
    request = journeys.submitted(team, law={"comply_by": timezone.localdate() + timedelta(days=30)})
    page = opened(as_person(team.practice_manager), request, "ask")
    assert "stands still until the answer" in page
    assert "runs on" in page


def test_the_answers_page_shows_each_date_before_and_after(team, as_person, request_, time_machine):
    request = waits(team, request_)
    before = Clock.objects.get(request=request, rule="decide")
    time_machine.move_to(timezone.now() + timedelta(days=9))
    manager = as_person(team.practice_manager)
    page = opened(manager, request, "resume")
    assert "Dates that stand still" in page
    assert due_date(before.due_at) in page
    answer = manager.post(url(request, "resume"), {"answer": "Murder"}, follow=True)
    after = Clock.objects.get(pk=before.pk)
    assert after.due_at > before.due_at
    assert due_date(after.due_at) in page
    assert f"Decide: {due_date(before.due_at)} became {due_date(after.due_at)}" in text_of(answer)


def test_after_silence_closing_is_proposed_and_a_person_closes(team, as_person, request_, time_machine):
    request = waits(team, request_)
    assert "No answer came" not in opened(as_person(team.practice_manager), request, "resume")
    time_machine.move_to(timezone.now() + timedelta(days=45))
    manager = as_person(team.practice_manager)
    page = opened(manager, request, "resume")
    assert "You can end the request as unanswered" in page
    assert journeys.fresh(request).state == "awaiting_requester"
    done = manager.post(url(request, "withdraw"), {"outcome": "UNANSWERED", "reason": "Six weeks of silence"})
    assert done.status_code == 302
    assert journeys.fresh(request).state == "withdrawn"
    assert Clock.objects.get(request=request, rule="silence").is_live is False
