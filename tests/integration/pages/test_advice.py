"""The pages on which advice is asked for and recorded, and where it is read."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app.journey import advice, outside_guardian
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.pages.browsing import opened, sent
from tests.integration.pages.typed import day

QUESTION = "Is the removal of Dmitar Halloway a crime?"


def asked(team: Team, adviser: str = "dpo", request: Request | None = None) -> Request:
    request = request or journeys.triaged(team, journeys.submitted(team))
    advice.ask(key=request.key, by=team.ig_lead, adviser=adviser, question=QUESTION)
    return journeys.fresh(request)


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_asked_on_the_page(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    assert "Do not name the patient" in text(opened(team.practice_manager, "advice", request))
    answer = sent(team.practice_manager, "advice", request, adviser="lmc", question=QUESTION)
    assert answer.status_code == 302
    assert QUESTION in text(opened(team.practice_manager, "request", request))
    assert "Record an answer" in text(opened(team.practice_manager, "advice", request))


def test_the_officer_answers_without_giving_a_name(team: Team) -> None:
    request = asked(team)
    page = text(opened(team.data_protection_officer, "advice_answer", request))
    assert 'name="answered_by_name"' not in page
    answer = sent(team.data_protection_officer, "advice_answer", request, number="1", answer="Refuse it")
    assert answer.status_code == 302
    assert "Refuse it" in text(opened(team.ig_lead, "legal_basis", request))


def test_others_do_not_answer_for_the_officer(team: Team) -> None:
    request = asked(team)
    assert opened(team.ig_lead, "advice_answer", request).status_code == 403
    assert "Record an answer" not in text(opened(team.ig_lead, "advice", request))
    assert reverse("advice_answer", args=[request.key]) not in text(opened(team.ig_lead, "request", request))
    assert reverse("advice_answer", args=[request.key]) in text(
        opened(team.data_protection_officer, "request", request)
    )


def test_anothers_answer_says_who_and_when(team: Team) -> None:
    request = asked(team, "legal")
    given = {"number": "1", "answer": "Refuse it"}
    answer = sent(team.ig_lead, "advice_answer", request, **given)
    assert answer.status_code == 422
    for words in ("Enter who gave the answer", "Enter the day on which it was given"):
        assert words in answer.content.decode()
    given |= {"answered_by_name": "A. Solicitor", **day("answered_on", timezone.localdate())}
    assert sent(team.ig_lead, "advice_answer", request, **given).status_code == 302


def test_the_officer_chooses_among_several(team: Team) -> None:
    request = asked(team, "legal", asked(team))
    officer = team.data_protection_officer
    answer = sent(officer, "advice_answer", request, number="2", answer="Refuse it")
    assert "Enter who gave the answer" in answer.content.decode()
    assert sent(officer, "advice_answer", request, number="1", answer="Refuse it").status_code == 302
    assert sent(officer, "advice_answer", request, number="", answer="Refuse it").status_code == 422


def test_nothing_waits(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    assert opened(team.ig_lead, "advice_answer", request).status_code == 409


def test_reviewers_and_both_guardians_read_it(team: Team) -> None:
    request = asked(team)
    assert QUESTION in text(opened(team.ig_lead, "legal_basis", request))
    request = journeys.legally_reviewed(team, request)
    assert QUESTION in text(opened(team.clinical_reviewer, "public_interest", request))
    request = journeys.matched(team, journeys.weighed(team, request))
    assert QUESTION in text(opened(team.caldicott_guardian, "decision", request))
    guest = rules.guest(team)
    outside_guardian.invite(key=request.key, by=team.ig_lead, guardian=guest, reason="All are barred")
    assert QUESTION in text(opened(guest, "decision", request))
    assert QUESTION in text(opened(guest, "request", request))


def test_an_auditor_reads_it_without_whom_it_is_about(team: Team) -> None:
    request = asked(team)
    for name in ("request", "request_print", "request_history"):
        page = text(opened(team.auditor, name, request))
        assert "Halloway" not in page
    assert "a crime?" in text(opened(team.auditor, "request", request))


def test_it_waits_on_the_officers_first_page(team: Team) -> None:
    request = asked(team)
    browser = Client()
    browser.force_login(team.data_protection_officer)
    assert request.name in browser.get(reverse("my_work")).content.decode()
