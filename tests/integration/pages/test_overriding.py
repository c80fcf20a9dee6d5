"""The pages on which somebody proposes to go past a prohibition, and a second senior person answers."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.factories.overrides import confirm, past, propose, stopped
from tests.integration.journey.steps import approve
from tests.integration.pages.browsing import opened, sent
from tests.integration.pages.typed import day

PROPOSED = {
    "prohibition": "PR-01",
    "exception": "PR-01-4",
    "reason": "The order names her former name",
    "advice": "The exception applies to this order",
    "advice_from": "Thornbury and Lisle, solicitors",
}
OUT = "Goes past a prohibition"


def test_proposed_and_confirmed_on_the_pages(team: Team) -> None:
    request = stopped(team, "PR-01")
    assert "check with your dpo" in opened(team.ig_lead, "override", request).content.decode().casefold()
    answer = sent(team.ig_lead, "override", request, **PROPOSED, **day("advised_on", timezone.localdate()))
    assert answer.status_code == 302
    page = opened(team.clinical_reviewer, "override_confirm", request).content.decode()
    assert "The exception applies to this order" in page
    answer = sent(
        team.clinical_reviewer, "override_confirm", request, prohibition="PR-01", decision="confirm"
    )
    assert answer.status_code == 302
    assert request.overrides.get().confirmed_by == team.clinical_reviewer


def test_the_proposer_is_offered_to_take_it_back_alone(team: Team) -> None:
    request = propose(team, stopped(team, "PR-01"))
    page = opened(team.ig_lead, "override_confirm", request).content.decode()
    assert "I take it back" in page
    assert "I confirm it" not in page
    answer = sent(team.ig_lead, "override_confirm", request, prohibition="PR-01", decision="confirm")
    assert answer.status_code == 422
    taken = {"prohibition": "PR-01", "decision": "decline", "reason": "Misread"}
    assert sent(team.ig_lead, "override_confirm", request, **taken).status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exception": ""}, "Select the exception that opens PR-01"),
        ({"advice": ""}, "Enter the advice as it was given"),
        ({"prohibition": "PR-03"}, "PR-03 has no exception"),
    ],
    ids=["no exception", "no advice", "an exception too many"],
)
def test_what_is_missing_is_said_at_its_question(team: Team, changes: dict[str, str], words: str) -> None:
    request = stopped(team, "PR-01", "PR-03")
    given = PROPOSED | day("advised_on", timezone.localdate()) | changes
    answer = sent(team.ig_lead, "override", request, **given)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_without_an_exception_the_question_is_not_asked(team: Team) -> None:
    request = stopped(team, "PR-03")
    assert 'name="exception"' not in opened(team.ig_lead, "override", request).content.decode()
    given = PROPOSED | day("advised_on", timezone.localdate()) | {"prohibition": "PR-03"}
    assert sent(team.ig_lead, "override", request, **given).status_code == 302


def test_nothing_to_propose_and_nothing_to_confirm_say_why(team: Team) -> None:
    answer = opened(team.ig_lead, "override", stopped(team, "PR-02"))
    assert answer.status_code == 409
    assert "names none" in answer.content.decode()
    for name, person in (("override", team.ig_lead), ("override_confirm", team.clinical_reviewer)):
        assert opened(person, name, journeys.at_decision(team)).status_code == 409


def test_it_stands_out_wherever_the_outcome_is_shown(team: Team) -> None:
    request = approve(team, past(team, "PR-01"))
    manager = team.practice_manager
    for name in ("request", "request_print", "request_history", "release"):
        assert OUT in opened(manager, name, request).content.decode(), name
    browser = Client()
    browser.force_login(manager)
    assert OUT in browser.get(reverse("requests")).content.decode()
    request = journeys.released(team, request)
    assert OUT in opened(manager, "disclose", request).content.decode()
    request = journeys.disclosed(team, request)
    assert OUT in opened(manager, "close", request).content.decode()
    request = journeys.closed(team, request)
    assert OUT in browser.get(reverse("requests"), {"show": "closed"}).content.decode()
    assert OUT in opened(team.auditor, "request", request).content.decode()


def test_an_ordinary_approval_does_not(team: Team) -> None:
    request = journeys.approved(team)
    for name in ("request", "request_print", "request_history", "release"):
        assert OUT not in opened(team.practice_manager, name, request).content.decode(), name


def test_a_confirmed_override_alone_is_no_outcome(team: Team) -> None:
    request = past(team, "PR-01")
    browser = Client()
    browser.force_login(team.practice_manager)
    assert OUT not in browser.get(reverse("requests")).content.decode()
    assert "Overridden" in opened(team.caldicott_guardian, "decision", request).content.decode()


def test_who_may_not_answer_is_refused(team: Team) -> None:
    request = propose(team, stopped(team, "PR-01"))
    assert opened(team.practice_manager, "override_confirm", request).status_code == 403
    request = confirm(team, request)
    assert opened(rules.colleague(team, "caldicott_guardian"), "override_confirm", request).status_code == 409


def test_an_auditor_reads_it_without_whom_it_is_about(team: Team) -> None:
    request = propose(team, stopped(team, "PR-01"), advice="Dmitar Halloway may be named")
    page = opened(team.auditor, "request", request).content.decode()
    assert "Halloway" not in page
    assert "may be named" in page
