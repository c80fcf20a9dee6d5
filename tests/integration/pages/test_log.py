"""Logging a request over HTTP: starting, the task list, going on from task to task, coming back."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.ledger.api import entries_about, log_name
from practices.models import Person
from requests_app.forms.log import FORMS
from requests_app.journey import log
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.people import a_member
from tests.integration.journey.conftest import make_team
from tests.integration.pages.typed import POSTED, address
from tests.support.queries import MOST_A_PAGE, counted

SignIn = Callable[[Person], Client]
PAGES = [
    "log_tasks", "log_received", "log_requester", "log_subject", "log_items", "log_purpose", "log_law",
    "log_urgency", "log_restriction", "log_check", "log_hand_over", "log_discard",
]  # fmt: skip


@pytest.fixture
def manager(team: Team, as_person: SignIn) -> Client:
    return as_person(team.practice_manager)


@pytest.fixture
def empty(team: Team) -> Request:
    return log.start(practice=team.practice, by=team.practice_manager)


@pytest.mark.parametrize("complete", [False, True], ids=["empty", "complete"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_draft_opens_in_few_queries(
    manager: Client, team: Team, name: str, complete: bool
) -> None:
    if complete:
        journeys.organisation(team)
        draft = journeys.draft(team)
    else:
        draft = log.start(practice=team.practice, by=team.practice_manager)

    manager.get(reverse("request_new"))  # what a process asks once is not a page's
    manager.get(address(draft, name))
    with counted() as asked:
        page = manager.get(address(draft, name))

    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1
    assert len(asked) <= MOST_A_PAGE, "\n".join(asked)


def test_opening_a_draft_is_recorded(manager: Client, empty: Request, team: Team) -> None:
    manager.get(address(empty, "log_subject"))

    found = entries_about(log_name(team.practice.public_id), empty.about)
    assert [(e.event, e.facts.get("page")) for e in found][:1] == [("request.opened", "log.subject")]


def test_start_leads_to_the_tasks(manager: Client, team: Team) -> None:
    page = manager.post(reverse("request_new"))

    draft = Request.objects.get()
    assert draft.practice == team.practice
    assert page.headers["Location"] == address(draft, "log_tasks")


def test_with_several_practices_one_is_chosen(team: Team, as_person: SignIn) -> None:
    other = make_team("Y99992", "Other Surgery")
    a_member(other.practice, "practice_manager", person=team.practice_manager)
    client = as_person(team.practice_manager)

    none = client.post(reverse("request_new"))
    assert none.status_code == 422
    assert "Select the practice that was asked" in none.content.decode()

    client.post(reverse("request_new"), {"practice": "Y99992"})
    assert Request.objects.get().practice == other.practice


def test_a_practice_of_others_cannot_be_chosen(manager: Client, team: Team) -> None:
    make_team("Y99992", "Other Surgery")

    manager.post(reverse("request_new"), {"practice": "Y99992"})

    assert Request.objects.get().practice == team.practice


def test_drafts_to_go_on_with_are_listed_without_a_name(manager: Client, team: Team) -> None:
    draft = journeys.draft(team)

    page = manager.get(reverse("request_new")).content.decode()

    assert address(draft, "log_tasks") in page
    assert "Halloway" not in page


@pytest.mark.parametrize("role", ["clinical_reviewer", "data_protection_officer", "auditor",
                                  "practice_administrator"])  # fmt: skip
def test_others_cannot_start(team: Team, as_person: SignIn, role: str) -> None:
    client = as_person(team.people[role])

    assert client.get(reverse("request_new")).status_code == 403
    assert client.post(reverse("request_new")).status_code == 403
    assert not Request.objects.exists()


def test_signed_out_people_sign_in_first(client: Client, empty: Request) -> None:
    for name in ("request_new", "log_tasks"):
        path = reverse(name) if name == "request_new" else address(empty, name)
        assert client.get(path).headers["Location"].startswith("/accounts/login/")


def test_tasks_say_what_is_done(manager: Client, empty: Request) -> None:
    manager.post(address(empty, "log_purpose"), POSTED["purpose"])

    page = manager.get(address(empty, "log_tasks")).content.decode()

    assert "1 of 8 tasks are done" in page
    assert page.count("Incomplete") == 7
    assert "7 to do first" in page


def test_each_task_leads_to_the_next_and_the_last_to_the_check(manager: Client, empty: Request) -> None:
    parts = list(FORMS)

    for part, following in zip(parts, [*parts[1:], "check"], strict=True):
        answer = manager.post(address(empty, f"log_{part}"), POSTED[part])
        assert answer.status_code == 302, answer.content.decode()
        assert answer.headers["Location"] == address(empty, f"log_{following}")


def test_what_was_left_out_comes_before_the_check(manager: Client, empty: Request) -> None:
    for part in list(FORMS)[1:]:
        answer = manager.post(address(empty, f"log_{part}"), POSTED[part])

    assert answer.headers["Location"] == address(empty, "log_received")


def test_one_can_stop_and_come_back(manager: Client, empty: Request) -> None:
    answer = manager.post(address(empty, "log_purpose"), POSTED["purpose"] | {"later": "1"})

    assert answer.headers["Location"] == address(empty, "log_tasks")
    assert "To find a suspect" in manager.get(address(empty, "log_purpose")).content.decode()


def test_a_change_from_the_check_leads_back_to_it(manager: Client, team: Team) -> None:
    draft = journeys.draft(team)

    answer = manager.post(address(draft, "log_purpose") + "?from=check", POSTED["purpose"])

    assert answer.headers["Location"] == address(draft, "log_check")


@pytest.mark.parametrize("part", list(FORMS))
def test_a_page_older_than_the_draft_changes_nothing_and_keeps_what_was_typed(
    manager: Client, team: Team, part: str
) -> None:
    draft = journeys.draft(team)

    answer = manager.post(address(draft, f"log_{part}"), POSTED[part] | {"seen_version": "1"})

    assert answer.status_code == 409
    assert "Somebody changed the request since you opened this page" in answer.content.decode()
    assert f'name="seen_version" value="{draft.version}"' in answer.content.decode()
    assert Request.objects.get().version == draft.version


@pytest.mark.parametrize("name", [n for n in PAGES if n not in ("log_tasks", "log_hand_over")])
def test_the_pages_of_a_draft_end_with_it(manager: Client, team: Team, name: str) -> None:
    case = journeys.submitted(team)

    assert manager.get(address(case, name)).status_code == 302
    expected = 302 if name == "log_check" else 409
    assert manager.post(address(case, name), {}).status_code == expected


def test_the_front_desk_sees_its_own_drafts_only(team: Team, as_person: SignIn) -> None:
    client = as_person(team.front_desk)
    own = log.start(practice=team.practice, by=team.front_desk)
    others = log.start(practice=team.practice, by=team.practice_manager)

    assert client.get(address(own, "log_tasks")).status_code == 200
    assert client.get(address(others, "log_tasks")).status_code == 404
    assert client.post(address(others, "log_purpose"), POSTED["purpose"]).status_code == 404


def test_the_front_desk_reads_what_to_say(team: Team, as_person: SignIn) -> None:
    page = as_person(team.front_desk).get(reverse("request_new")).content.decode()

    assert "What to say at the counter" in page
    assert "I cannot tell you whether anyone is or is not a patient here" in page


def test_another_practices_draft_is_not_there(team: Team, empty: Request, as_person: SignIn) -> None:
    stranger = as_person(make_team("Y99992", "Other Surgery").practice_manager)

    for name in PAGES:
        assert stranger.get(address(empty, name)).status_code == 404
    assert stranger.get(reverse("log_tasks", args=[uuid.uuid4()])).status_code == 404


def test_a_guardian_is_told_that_logging_bars_them(team: Team, as_person: SignIn) -> None:
    draft = log.start(practice=team.practice, by=team.caldicott_guardian)

    page = as_person(team.caldicott_guardian).get(address(draft, "log_tasks")).content.decode()

    assert "another guardian will have to" in page
