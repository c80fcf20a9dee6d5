"""An emergency on one screen: by any member, in one step, with the numbers to ring."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practices.models import Person, Practice
from practices.roles import ROLES
from requests_app.journey.emergency_log import ANY_MEMBER
from requests_app.models import OutboxMessage, Participation, Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.people import a_membership, a_practice
from tests.integration.pages.typed import EMERGENCY, day
from tests.support.queries import MOST_A_PAGE, counted

PATH = "/requests/emergency/"


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_every_role_is_a_members() -> None:
    assert all(ANY_MEMBER in role.permissions for role in ROLES.values())


@pytest.mark.parametrize("role", ROLES)
def test_any_member_logs_it_in_one_step(team: Team, role: str) -> None:
    person = team.people[role]
    theirs = browser(person)
    with counted() as asked:
        page = theirs.get(PATH)
    assert page.status_code == 200
    assert len(asked) <= MOST_A_PAGE
    answer = browser(person).post(PATH, EMERGENCY, follow=True)
    request = Request.objects.get()
    assert (request.state, request.emergency, request.logged_by) == ("triage", True, person)
    assert request.reference
    assert f"{request.name} is logged as an emergency" in answer.content.decode()
    assert (request.requester.kind, request.subjects.get().name) == ("police", "Dmitar Halloway")
    assert request.received_on == timezone.localdate()
    assert Participation.objects.get(request=request, person=person).emergency


def test_guardian_and_ig_lead_are_told(team: Team) -> None:
    browser(team.front_desk).post(PATH, EMERGENCY)
    told = set(OutboxMessage.objects.values_list("recipient__email", flat=True))
    assert {team.caldicott_guardian.email, team.ig_lead.email} <= told


def test_two_clicks_are_one_emergency(team: Team) -> None:
    typed = EMERGENCY | {"page": str(uuid.uuid4())}
    desk = browser(team.front_desk)
    for _ in range(2):
        assert desk.post(PATH, typed).status_code == 302
    assert Request.objects.count() == 1
    assert desk.post(PATH, typed | {"page": "no key"}).status_code == 302
    assert Request.objects.count() == 2


def test_another_persons_page_is_their_own(team: Team) -> None:
    typed = EMERGENCY | {"page": str(uuid.uuid4())}
    browser(team.front_desk).post(PATH, typed)
    browser(team.ig_lead).post(PATH, typed)
    assert {row.captured_by for row in Request.objects.all()} == {team.front_desk, team.ig_lead}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"immigration": "yes"}, "With an immigration purpose it is no emergency here"),
        ({"immigration": ""}, "Select whether any part of the purpose is to do with immigration"),
        ({"name": ""}, "Enter the name"),
        ({"emergency_reason": ""}, "Enter who is at risk of what"),
        ({"codes": []}, "Select what they ask for"),
        ({"codes": ["D01"]}, "What do they ask for?"),
        ({"kind": "home_office"}, "Who asks?"),
        ({"name": "999"}, "A name has letters"),
    ],
    ids=["immigration", "not asked", "nobody", "no danger", "nothing", "more", "home office", "no letters"],
)
def test_what_is_no_emergency_says_so_and_keeps_what_was_typed(
    team: Team, changes: dict[str, Any], words: str
) -> None:
    answer = browser(team.front_desk).post(PATH, EMERGENCY | changes)
    assert answer.status_code in (409, 422)
    assert words in answer.content.decode()
    assert "Sgt Ida Marl" in answer.content.decode()
    assert not Request.objects.exists()


def test_a_date_of_birth_is_kept(team: Team) -> None:
    born = timezone.localdate().replace(year=1979)
    browser(team.front_desk).post(PATH, EMERGENCY | day("date_of_birth", born))
    assert Request.objects.get().subjects.get().date_of_birth == born


def test_who_is_no_member_logs_none(team: Team) -> None:
    stranger = Person.objects.create_user("stranger@surgery.test", "A Stranger")
    assert browser(stranger).get(PATH).status_code == 403
    assert browser(stranger).post(PATH, EMERGENCY).status_code == 403


def test_at_several_practices_the_one_that_was_asked(team: Team) -> None:
    other = a_practice()
    a_membership(other, "front_desk", person=team.front_desk)
    desk = browser(team.front_desk)
    assert str(other) in desk.get(PATH).content.decode()
    assert "Select the practice that was asked" in desk.post(PATH, EMERGENCY).content.decode()
    desk.post(PATH, EMERGENCY | {"practice": other.ods_code})
    assert Request.objects.get().practice == other


def test_the_numbers_to_ring_or_who_can_set_them(team: Team) -> None:
    page = browser(team.front_desk).get(PATH).content.decode()
    assert "No out-of-hours numbers are set. A practice administrator can set them" in page
    Practice.objects.update(out_of_hours="Dr Vantongeren 01632 960777")
    assert "01632 960777" in browser(team.front_desk).get(PATH).content.decode()
    request = journeys.submitted(
        team,
        urgency={"urgency": "emergency", "emergency_reason": "In danger", "no_immigration_purpose": True},
    )
    page = browser(team.caldicott_guardian).get(reverse("emergency", args=[request.key])).content.decode()
    assert "01632 960777" in page


def test_it_is_offered_on_everybodys_first_page(team: Team) -> None:
    for person in team.people.values():
        assert f'href="{PATH}"' in browser(person).get("/").content.decode()
