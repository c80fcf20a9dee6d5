"""The end of a draft: checked and submitted, handed over, or discarded."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from practices.models import Person
from requests_app.journey import log
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.pages.typed import POSTED, address
from tests.support.queries import MOST_A_PAGE, counted

SignIn = Callable[[Person], Client]


@pytest.fixture
def manager(team: Team, as_person: SignIn) -> Client:
    return as_person(team.practice_manager)


def check_page(client: Client, draft: Request) -> str:
    return client.get(address(draft, "log_check")).content.decode()


SHOWN = [
    "Northmere Police", "Dmitar Halloway", "3 November 1979", "999 303 5203", "D06 Current address",
    "To find a suspect at large", "Schedule 2 form", "Urgent", "The practice’s team",
]  # fmt: skip


def test_the_summary_shows_every_answer_with_a_link_to_change_it(manager: Client, team: Team) -> None:
    draft = journeys.draft(team)

    page = check_page(manager, draft)

    for text in SHOWN:
        assert text in page
    assert page.count("?from=check") == 8
    assert "Submit the request" in page


def test_an_unfinished_draft_says_what_is_missing_and_has_no_button(manager: Client, team: Team) -> None:
    draft = log.start(practice=team.practice, by=team.practice_manager)
    manager.post(address(draft, "log_received"), POSTED["received"])

    page = check_page(manager, draft)
    answer = manager.post(address(draft, "log_check"))

    assert "Say who asks" in page
    assert "Submit the request" not in page
    assert answer.status_code == 409
    assert "Some tasks are not done yet" in answer.content.decode()
    assert Request.objects.get().state == "draft"


NOBODY = {"subject_kind": "nobody_named", "subjects": [], "subject_description": "4 Mill Lane"}
WARNINGS = [
    ({}, "Approving any value also confirms that the person is registered here"),
    ({"items": {"codes": ["D01", "D15"], "own_words": []}}, "and the guardian confirms: D15."),
    ({"items": {"codes": ["D01"], "own_words": ["Care plan"], "own_words_clinical": True}}, "confirms: X2"),
    ({"subject": NOBODY}, "Nobody is named. Such a request passes"),
    ({"requester": {"supervisor": ""}}, "no supervisor signed"),
    ({"requester": {"email": "x@gmail.com"}}, "free mail service"),
    ({"requester": {"kind": "home_office", "their_reference": "A0000000"}}, "placeholder A0000000"),
    ({"urgency": {"urgency": "emergency", "emergency_reason": "A risk"}}, "This is logged as an emergency"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "says"), WARNINGS, ids=[says for _, says in WARNINGS])
def test_warnings_before_submitting(manager: Client, team: Team, changes: dict[str, Any], says: str) -> None:
    assert says in check_page(manager, journeys.draft(team, **changes))


def test_nothing_is_warned_of_where_nothing_is_odd(manager: Client, team: Team) -> None:
    draft = journeys.draft(team, items={"codes": ["D01"], "own_words": []})

    assert "Know before you submit" not in check_page(manager, draft)


def test_a_guardian_who_logs_is_warned(team: Team, as_person: SignIn) -> None:
    draft = journeys.draft(team, by="caldicott_guardian")

    assert "Whoever logs a request never decides it" in check_page(as_person(team.caldicott_guardian), draft)


def test_submitting_gives_a_reference_once(manager: Client, team: Team) -> None:
    draft = journeys.draft(team)
    typed = {"seen_version": str(draft.version)}

    first = manager.post(address(draft, "log_check"), typed)
    second = manager.post(address(draft, "log_check"), typed)

    assert first.headers["Location"] == second.headers["Location"] == address(draft, "log_done")
    saved = Request.objects.get()
    assert saved.reference.endswith("-00001")
    with counted() as asked:
        page = manager.get(address(draft, "log_done")).content.decode()
    assert saved.reference in page
    assert "Request logged" in page
    assert len(asked) <= MOST_A_PAGE


def test_a_draft_changed_meanwhile_is_not_submitted(manager: Client, team: Team) -> None:
    draft = journeys.draft(team)

    answer = manager.post(address(draft, "log_check"), {"seen_version": "1"})

    assert answer.status_code == 409
    assert "Somebody changed the request" in answer.content.decode()
    assert Request.objects.get().state == "draft"


def test_what_the_journey_refuses_is_said_on_the_page(manager: Client, team: Team) -> None:
    emergency = {"urgency": "emergency", "emergency_reason": "A risk"}
    draft = journeys.draft(team, urgency=emergency, requester={"kind": "landlord_or_agent"})

    answer = manager.post(address(draft, "log_check"))

    assert answer.status_code == 409
    assert "can ask in an emergency" in answer.content.decode()


def test_several_people_become_linked_requests(manager: Client, team: Team) -> None:
    people = [
        {"name": name, "date_of_birth": date(1979, 11, 3), "nhs_number": "", "address": "", "role": "other"}
        for name in ("Dmitar Halloway", "Greta Sylvainne", "Tavi Orlecz")
    ]
    draft = journeys.draft(team, subject={"subject_kind": "several", "subjects": people})

    assert "3 people, each a linked request" in check_page(manager, draft)
    manager.post(address(draft, "log_check"))

    page = manager.get(address(draft, "log_done")).content.decode()
    assert Request.objects.count() == 3
    assert all(request.reference in page for request in Request.objects.all())
    assert "Sylvainne" not in page


def test_a_draft_has_no_confirmation_yet(manager: Client, team: Team) -> None:
    draft = journeys.draft(team)

    assert manager.get(address(draft, "log_done")).headers["Location"] == address(draft, "log_tasks")


def test_the_confirmation_is_for_those_who_see_the_request(team: Team, as_person: SignIn) -> None:
    case = journeys.submitted(team)

    assert as_person(team.auditor).get(address(case, "log_done")).status_code == 200
    assert as_person(team.front_desk).get(address(case, "log_done")).status_code == 404


def test_the_front_desk_hands_over_and_never_submits(team: Team, as_person: SignIn) -> None:
    client, draft = as_person(team.front_desk), journeys.draft(team, by="front_desk")

    page = check_page(client, draft)
    assert "Submit the request" not in page
    assert "Hand to the practice manager" in page
    assert client.post(address(draft, "log_check")).status_code == 403

    handed = client.get(address(draft, "log_hand_over")).content.decode()
    for role in ("practice_manager", "ig_lead", "caldicott_guardian"):
        assert team.people[role].full_name in handed
    assert Request.objects.get().state == "draft"


def test_handing_over_a_restricted_draft_names_only_those_who_see_it(team: Team, as_person: SignIn) -> None:
    named = [team.practice_manager, team.clinical_reviewer]
    draft = journeys.draft(team, by="front_desk", restriction={"restricted": True, "people": named})

    page = as_person(team.front_desk).get(address(draft, "log_hand_over")).content.decode()

    assert team.practice_manager.full_name in page
    assert team.ig_lead.full_name not in page


def test_nobody_to_hand_over_to_is_said(team: Team, as_person: SignIn) -> None:
    draft = journeys.draft(
        team, by="front_desk", restriction={"restricted": True, "people": [team.clinical_reviewer]}
    )

    page = as_person(team.front_desk).get(address(draft, "log_hand_over")).content.decode()

    assert "Nobody in office at the practice can submit it now" in page


def test_the_manager_finds_and_submits_what_was_handed_over(manager: Client, team: Team) -> None:
    draft = journeys.draft(team, by="front_desk")

    manager.post(address(draft, "log_check"))

    assert Request.objects.get().logged_by == team.practice_manager


def test_discarding_asks_first(manager: Client, team: Team) -> None:
    draft = journeys.draft(team)

    assert "Discard the draft" in manager.get(address(draft, "log_discard")).content.decode()
    assert manager.post(address(draft, "log_discard")).status_code == 302
    assert not Request.objects.exists()


def test_a_draft_of_another_practice_can_be_neither_submitted_nor_discarded(
    team: Team, as_person: SignIn
) -> None:
    draft = journeys.draft(team)
    stranger = as_person(make_team("Y99992", "Other Surgery").practice_manager)

    for name in ("log_check", "log_discard"):
        assert stranger.post(address(draft, name)).status_code == 404
    assert Request.objects.filter(state="draft").count() == 1
