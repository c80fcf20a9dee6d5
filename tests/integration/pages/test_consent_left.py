"""What the pages say of what left upon a consent: before it was withdrawn, after it, or not confirmed yet."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kit.dates import long_date
from practices.models import Person
from requests_app.models import Request
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.steps import correct
from tests.support.queries import MOST_A_PAGE, counted

SignIn = Callable[[Person], Client]


def text_of(client: Client, name: str, case: Request) -> str:
    answer = client.get(reverse(name, args=[case.key]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def link(name: str, case: Request) -> str:
    return f'<a href="{reverse(name, args=[case.key])}">'


def test_what_was_sent_already_is_confirmed_first(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "released")
    page = text_of(as_person(team.practice_manager), "consent_withdraw", request)
    assert "Was it sent already?" in page
    assert link("disclose", request) + "Confirm that first</a>" in page
    assert "can then only be recorded as an incident" in page


def test_who_may_not_confirm_asks_who_may(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "released")
    page = text_of(as_person(team.caldicott_guardian), "consent_withdraw", request)
    assert "Ask whoever sent it to confirm that first" in page
    assert link("disclose", request) not in page


def test_where_nothing_is_released_nobody_is_asked(team: Team, as_person: SignIn) -> None:
    page = text_of(as_person(team.practice_manager), "consent_withdraw", consented.at(team, "approved"))
    assert "Was it sent already?" not in page
    assert "Already left" not in page


def test_the_page_says_which_day_counts(team: Team, as_person: SignIn) -> None:
    request = consented.at(team, "disclosed")
    manager = as_person(team.practice_manager)
    with counted() as few:
        page = text_of(manager, "consent_withdraw", request)
    assert len(few) <= MOST_A_PAGE
    day = long_date(timezone.localdate())
    assert f"Already left: D06 on {day}, D08 on {day}." in page
    assert "on the very day on which the practice was told counts as before it" in page
    assert link("incident", request) in page


@pytest.mark.parametrize(("days_ago", "late"), [(1, True), (0, False)], ids=["the-day-before", "that-day"])
def test_the_story_asks_for_an_incident(team: Team, as_person: SignIn, days_ago: int, late: bool) -> None:
    with rules.later(days=-1):
        request = consented.at(team, "released")
    request = journeys.disclosed(team, request)
    told = timezone.localdate() - timedelta(days=days_ago)
    consents.withdrawn(team, consents.consent_of(request), withdrawn_on=told)
    page = text_of(as_person(team.practice_manager), "request", request)
    warning = f"D06 left upon it after {long_date(told)}, the day on which the practice was told"
    assert (warning in page) is late
    assert (f"{link('incident', request)}Record an incident</a></p>" in page) is late
    assert ("D06 left upon it after" in text_of(as_person(team.auditor), "request", request)) is late


def test_an_earlier_persons_consent_is_told_as_that(team: Team, as_person: SignIn) -> None:
    request = consented.at(
        team,
        "legal_basis",
        items={"codes": ["D06", "D08"], "own_words": [], "details": {"D06": "On 3 March"}},
    )
    consents.asked(team, request)
    request = correct(team, request, "subject")
    request = correct(team, request, "items")
    lead = as_person(team.ig_lead)
    page = text_of(lead, "request", request)
    assert "Of whom the request named before a correction: D06, D08 for" in page
    assert "D06, as it was worded then: On 3 March" in page
    assert "D08, as it was worded then" in page, "it is not asked for any more"
    assert "Not awaited" in page
    review = text_of(lead, "legal_basis", request)
    assert f"D06, D08 for {consents.RECIPIENT}, until" not in review.split("Consent of the patient")[0]
    assert 'value="given" checked' not in review
