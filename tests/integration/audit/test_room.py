"""The auditor's room: who may enter, and which practice's it is."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practices.models import Person, Practice
from tests.factories import people
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.ledger_steps import each_step_its_own_log

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def team(db: None) -> Iterator[Team]:
    with each_step_its_own_log():
        yield make_team()


@pytest.fixture
def as_person(client: Client) -> SignIn:
    def enter(person: Person) -> Client:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


def room(practice: Practice) -> str:
    return reverse("audit_practice", args=[practice.ods_code])


def auditors(team: Team) -> dict[str, tuple[Person, int]]:
    """People around the role of auditor, and what they get."""
    practice, today = team.practice, timezone.localdate()
    yesterday = today - timedelta(days=1)
    deputy: Any = people.a_deputy(practice, "auditor", absent=team.auditor)
    over = people.a_deputy(
        practice, "auditor", absent=team.auditor, starts_on=yesterday - timedelta(days=3), ends_on=yesterday
    )
    return {
        "auditor": (team.auditor, 200),
        "deputy": (deputy, 200),
        "deputy whose time is over": (over, 404),
        "auditor whose time is over": (people.a_member(practice, "auditor", ends_on=yesterday), 404),
        "auditor from tomorrow": (
            people.a_member(practice, "auditor", starts_on=today + timedelta(days=1)),
            404,
        ),
        "auditor elsewhere": (people.a_member(people.a_practice(), "auditor"), 404),
        "auditor elsewhere who works here": (
            people.a_member(practice, "front_desk", person=people.a_member(people.a_practice(), "auditor")),
            403,
        ),
    }


def test_a_deputy_may_and_an_ended_auditor_may_not(team: Team, as_person: SignIn) -> None:
    for who, (person, status) in auditors(team).items():
        browser = as_person(person)
        assert browser.get(room(team.practice)).status_code == status, who


def test_with_several_practices_one_chooses(team: Team, as_person: SignIn) -> None:
    other = people.a_practice(name="Hillside Surgery")
    elsewhere = people.a_practice(name="Not Audited Surgery")
    browser = as_person(team.auditor)

    assert browser.get(reverse("audit")).headers["Location"] == room(team.practice)
    assert reverse("verification", args=["Y99991"]) in browser.get(room(team.practice)).content.decode()
    people.a_membership(other, "auditor", person=team.auditor)
    people.a_membership(elsewhere, "front_desk", person=team.auditor)
    text = browser.get(reverse("audit")).content.decode()
    assert room(team.practice) in text
    assert room(other) in text
    assert room(elsewhere) not in text


def test_the_header_leads_auditors_there_and_nobody_else(team: Team, as_person: SignIn) -> None:
    assert 'href="/audit/"' in as_person(team.auditor).get("/").content.decode()
    assert 'href="/audit/"' not in as_person(team.ig_lead).get("/").content.decode()
