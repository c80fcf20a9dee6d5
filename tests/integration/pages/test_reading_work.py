"""My work: what needs each person now, most pressing first."""

from datetime import timedelta

from django.utils import timezone

from practices.models import Membership
from practices.permissions import access_of, refresh_rows
from requests_app import selectors
from requests_app.journey import emergency, outside_guardian
from requests_app.models import Request
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.queries import MOST_A_PAGE, counted


def letter_about(team: Team, number: int) -> list[Request]:
    """Requests in triage, one for each person of one letter."""
    subject = journeys.parts()["subject"]["subjects"][0]
    several = [{**subject, "name": f"Person Number{n}", "nhs_number": ""} for n in range(number)]
    journeys.submitted(team, subject={"subject_kind": "several", "subjects": several})
    return list(Request.objects.order_by("id"))


def due(request: Request, **ago: int) -> None:
    Request.objects.filter(pk=request.pk).update(due_at=timezone.now() - timedelta(**ago))


def sections(person, **more) -> dict[str, list[str]]:
    found = selectors.my_work(access_of(person), now=timezone.now(), **more)
    return {key: [row.name for row in section.rows] for key, section in found.items()}


def test_late_near_and_far_are_told_apart(team: Team) -> None:
    late, near, far = letter_about(team, 3)
    due(late, days=2)
    due(near, days=-1)
    due(far, days=-60)

    assert sections(team.practice_manager) | {"drafts": [], "others": []} == {
        "overdue": [late.reference],
        "soon": [near.reference],
        "mine": [far.reference],
        "drafts": [],
        "others": [],
    }


def test_the_page_says_in_words_how_late_it_is(team: Team, as_person) -> None:
    late, today = letter_about(team, 2)
    due(late, days=2)
    Request.objects.filter(pk=today.pk).update(
        due_at=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    )

    text = as_person(team.practice_manager).get("/").content.decode()

    assert "Overdue by 2 days" in text
    assert "Due today" in text
    assert "Northmere Police" in text
    assert "Person Number" not in text
    assert "To be triaged" in text


def test_what_others_do_next_is_shown_to_those_who_took_part(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))

    assert sections(team.practice_manager)["others"] == [request.reference]
    assert sections(team.ig_lead)["mine"] == [request.reference]
    assert sections(team.caldicott_guardian)["others"] == []


def test_a_guardian_who_prepared_it_is_not_asked_to_decide_it(team: Team) -> None:
    second = people.a_member(team.practice, "caldicott_guardian", "practice_manager")
    theirs = Team(team.practice, {**team.people, "practice_manager": second})
    request = journeys.at_decision(theirs)

    assert sections(team.caldicott_guardian)["mine"] == [request.reference]
    assert sections(second)["mine"] == []
    assert sections(second)["others"] == [request.reference]


def test_an_outside_guardian_is_asked_by_their_own_work(team: Team) -> None:
    request = journeys.at_decision(team)
    guest = people.an_outside_guardian(team.practice)
    outside_guardian.invite(key=request.key, by=team.ig_lead, guardian=guest, reason="All here prepared it")

    assert sections(guest)["mine"] == [request.reference]


def test_an_emergency_waits_for_those_who_took_no_part(team: Team) -> None:
    request = journeys.submitted(
        team,
        urgency={"urgency": "emergency", "emergency_reason": "A child on a ledge"},
        items={"codes": ["D06"], "own_words": []},
    )
    manager = team.practice_manager
    journeys.triage.verify(
        key=request.key,
        by=manager,
        data={"level": "V2", "means": "101", "called": journeys.organisation(team), "spoke_to": "Control"},
    )
    journeys.matched(team, request)
    data = journeys.approval(journeys.fresh(request))
    emergency.approve(key=request.key, by=team.caldicott_guardian, data=data)

    # Its two hours run from midnight, as no time was given: the hour of the day says under which heading.
    asked = sections(team.data_protection_officer)
    assert asked["overdue"] + asked["soon"] + asked["mine"] == [request.reference]
    emergency.review(
        key=request.key, by=team.data_protection_officer, finding="right", reason="A life was at risk"
    )
    assert not any(sections(team.data_protection_officer).values())


def test_the_front_desk_sees_its_own_drafts_and_a_button(team: Team, as_person) -> None:
    draft = journeys.draft(team, by="front_desk")
    other = people.a_member(team.practice, "front_desk")

    page = as_person(team.front_desk).get("/")
    text = page.content.decode()

    assert draft.name in text
    assert "Log an approach" in text
    assert sections(other)["drafts"] == []
    assert sections(team.practice_manager)["drafts"] == [draft.name]


def test_empty_pages_say_why(team: Team, as_person) -> None:
    expected = {
        "practice_manager": "No request waits for you",
        "auditor": "As an auditor",
        "data_protection_officer": "You can read the practice’s requests",
        "front_desk": "You have no unfinished drafts",
        "practice_administrator": "You keep the practice’s people and roles",
    }
    for role, words in expected.items():
        text = as_person(team.people[role]).get("/").content.decode()
        assert "Nothing needs you now" in text, role
        assert words in text, role


def test_somebody_without_a_role_is_told_whom_to_ask(as_person, db) -> None:
    text = as_person(people.a_person()).get("/").content.decode()

    assert "A practice administrator can appoint you" in text


def test_appointments_that_wait_are_a_link(team: Team, as_person) -> None:
    Membership.objects.create(
        person=people.a_person(),
        practice=team.practice,
        role="clinical_reviewer",
        starts_on=timezone.localdate(),
        appointed_by=team.practice_administrator,
        appointed_at=timezone.now(),
    )
    refresh_rows(team.practice, on=timezone.localdate())

    text = as_person(team.caldicott_guardian).get("/").content.decode()

    assert "1 appointment waits" in text


def test_the_practice_is_named_where_a_person_has_several(team: Team, as_person) -> None:
    journeys.submitted(team)
    second = make_team("Y99992", "Hillside Surgery")
    people.a_member(second.practice, "practice_manager", person=team.practice_manager)

    assert "Larkmoor Road Surgery" in as_person(team.practice_manager).get("/").content.decode()


def test_a_section_shows_ten_and_leads_to_all_with_as_many_queries(team: Team, as_person) -> None:
    browser = as_person(team.practice_manager)
    letter_about(team, 5)
    with counted() as at_five:
        browser.get("/")
    letter_about(team, 45)
    with counted() as at_fifty:
        text = browser.get("/").content.decode()

    assert len(at_five) == len(at_fifty) <= MOST_A_PAGE
    assert "See all 50 requests" in text
    assert text.count("/requests/") < 30


def test_the_link_to_all_leads_to_the_same_requests(team: Team, as_person) -> None:
    requests = letter_about(team, 12)
    due(requests[0], days=3)
    browser = as_person(team.practice_manager)

    overdue = browser.get("/requests/?waiting=mine&due=overdue").content.decode()
    mine = browser.get("/requests/?waiting=mine").content.decode()

    assert "<strong>1 request</strong>" in overdue
    assert "<strong>12 requests</strong>" in mine


def test_signed_out_people_sign_in_first(client, db) -> None:
    assert client.get("/").status_code == 302
    assert client.get("/requests/").status_code == 302
