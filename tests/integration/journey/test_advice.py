"""Advice from outside the decision: asked and answered while the clock goes on."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from kit.errors import NotAllowed, NotPossible, StalePage
from practices.permissions import access_of
from requests_app import selectors
from requests_app.journey import advice, conflicts, restriction
from requests_app.models import OutboxMessage, Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team

ANSWER = {"answer": "Refuse it unless they name the offence"}


def asked(team: Team, adviser: str = "dpo", request: Request | None = None, **changes: Any) -> Request:
    request = request or journeys.triaged(team, journeys.submitted(team))
    given = {"by": team.ig_lead, "adviser": adviser, "question": "Is a removal a crime?"} | changes
    advice.ask(key=request.key, **given)
    return journeys.fresh(request)


def answer(team: Team, request: Request, by: Any = None, number: int = 1, **data: Any) -> None:
    advice.record_answer(
        key=request.key, by=by or team.data_protection_officer, number=number, data=ANSWER | data
    )


def elsewhere(**changes: Any) -> dict[str, Any]:
    return {"answered_by_name": "Dr Bryn Alder, adviser", "answered_on": timezone.localdate()} | changes


def test_the_clock_goes_on_and_nothing_moves(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    before = (request.state, request.due_at, request.due_rule, request.change_number)
    request = asked(team, request=request)
    answer(team, request)
    request = journeys.fresh(request)
    assert (request.state, request.due_at, request.due_rule, request.change_number) == before


def test_the_officer_answers_themselves(team: Team) -> None:
    request = asked(team)
    answer(team, request)
    row = request.advice.get()
    assert (row.answered_by_name, row.answered_on) == (
        team.data_protection_officer.full_name,
        timezone.localdate(),
    )
    assert row.recorded_by == team.data_protection_officer


def test_nobody_answers_for_an_officer_who_is_here(team: Team) -> None:
    request = asked(team)
    with pytest.raises(NotAllowed, match="data protection officer, who answers it here"):
        answer(team, request, by=team.ig_lead, **elsewhere())


def test_the_answer_of_an_officer_who_cannot_see_it_is_recorded_for_them(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    conflicts.declare(key=request.key, by=team.data_protection_officer, kind="dispute")
    request = asked(team, request=request)
    answer(team, request, by=team.ig_lead, **elsewhere(answered_by_name="The other practice’s officer"))
    assert request.advice.get().answered_by_name == "The other practice’s officer"


@pytest.mark.parametrize("adviser", ["defence", "lmc", "ukcgc", "legal"])
def test_others_answers_are_recorded_with_name_and_day(team: Team, adviser: str) -> None:
    request = asked(team, adviser)
    for missing, words in (
        ({"answered_by_name": " "}, "who gave the answer"),
        ({"answered_on": None}, "on which day"),
        ({"answered_on": timezone.localdate() + timedelta(days=1)}, "on which day"),
        ({"answered_on": timezone.localdate() - timedelta(days=1)}, "before it was asked"),
        ({"answer": " "}, "Write the answer"),
    ):
        with pytest.raises(NotPossible, match=words):
            answer(team, request, by=team.practice_manager, **elsewhere(**missing))
    answer(team, request, by=team.practice_manager, **elsewhere())
    row = request.advice.get()
    assert (row.answered_by_name, row.recorded_by) == ("Dr Bryn Alder, adviser", team.practice_manager)


def test_an_answer_is_recorded_once_to_a_question_that_was_asked(team: Team) -> None:
    request = asked(team)
    answer(team, request)
    with pytest.raises(NotPossible, match="has its answer already"):
        answer(team, request)
    for number in (0, 2):
        with pytest.raises(NotPossible, match="No such question"):
            answer(team, request, number=number)


def test_questions_are_counted_in_the_order_asked(team: Team) -> None:
    request = asked(team, "lmc", request=asked(team, "legal"))
    answer(team, request, by=team.ig_lead, number=2, **elsewhere())
    assert [(row.adviser, bool(row.answer)) for row in request.advice.order_by("id")] == [
        ("legal", False),
        ("lmc", True),
    ]


def test_only_those_who_may_ask_and_of_whom_the_page_offers(team: Team) -> None:
    with pytest.raises(NotPossible, match="Whom you ask"):
        asked(team, "newspaper")
    with pytest.raises(NotPossible, match="Write your question"):
        asked(team, question=" ")
    with pytest.raises(NotAllowed):
        asked(team, by=team.auditor)


def test_not_in_a_draft_nor_once_it_is_closed(team: Team) -> None:
    with pytest.raises(StalePage):
        asked(team, request=journeys.draft(team), by=team.practice_manager)
    with pytest.raises(StalePage):
        asked(team, request=journeys.closed(team))


def test_asking_makes_nobody_one_who_prepares(team: Team) -> None:
    request = asked(team, request=journeys.at_decision(team), by=team.caldicott_guardian)
    assert journeys.approved(team, request).state == "approved"


def told(request: Request) -> set[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(request=request, topic__startswith="advice.")
    return set(rows.values_list("topic", "recipient__email"))


def test_the_officer_is_told_of_the_question_and_who_asked_of_the_answer(team: Team) -> None:
    request = asked(team)
    assert told(request) == {("advice.asked", team.data_protection_officer.email)}
    answer(team, request)
    assert ("advice.answered", team.ig_lead.email) in told(request)


def test_a_question_to_somebody_else_is_told_to_nobody(team: Team) -> None:
    assert told(asked(team, "legal")) == set()


def test_an_officer_who_is_not_named_for_a_restricted_request_is_not_told(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    restriction.restrict(key=request.key, by=team.ig_lead, people=[team.ig_lead])
    assert told(asked(team, request=request)) == set()


def test_it_is_in_the_officers_work_until_it_is_answered(team: Team) -> None:
    officer = team.data_protection_officer
    request = asked(team, "legal")
    assert request not in selectors.waiting_for(access_of(officer))
    request = asked(team, request=request)
    assert request in selectors.waiting_for(access_of(officer))
    assert request not in selectors.waiting_for(access_of(rules.colleague(team, "auditor")))
    answer(team, request, number=2)
    assert request not in selectors.waiting_for(access_of(officer))


def test_question_and_answer_are_in_the_private_part(team: Team) -> None:
    request = asked(team)
    answer(team, request)
    for event in ("advice.asked", "advice.answered"):
        (entry,) = entries_about(
            log_name(team.practice.public_id), request.about, only_events=[event], limit=1
        )
        assert entry.facts["adviser"] == "dpo"
        assert "offence" not in entry.text
        assert "removal" not in entry.text
