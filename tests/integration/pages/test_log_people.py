"""Several people in one request: a list that grows page by page, and a linked request each."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from practices.models import Person
from requests_app.journey import log
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.pages.typed import POSTED, address, day
from tests.support.queries import MOST_A_PAGE, counted

FIRST = {"name": "Dmitar Halloway", "nhs_number": "999 303 5203", "role": "suspect",
         **day("date_of_birth", date(1979, 11, 3))}  # fmt: skip
SECOND = {"name": "Greta Sylvainne", "nhs_number": "", "role": "witness"}


@pytest.fixture
def manager(team: Team, as_person: Callable[[Person], Client]) -> Client:
    return as_person(team.practice_manager)


@pytest.fixture
def draft(team: Team, manager: Client) -> Request:
    """A draft about several people, none of them listed yet."""
    found = log.start(practice=team.practice, by=team.practice_manager)
    answer = manager.post(address(found, "log_subject"), {"subject_kind": "several"})
    assert answer.headers["Location"] == address(found, "log_people")
    return found


def names() -> list[str]:
    return [person.name for person in Request.objects.get().subjects.all()]


def test_the_list_begins_empty_and_grows(manager: Client, draft: Request) -> None:
    assert "Nobody is on the list yet" in manager.get(address(draft, "log_people")).content.decode()

    for person in (FIRST, SECOND):
        answer = manager.post(address(draft, "log_person_add"), person)
        assert answer.headers["Location"] == address(draft, "log_people")

    assert names() == ["Dmitar Halloway", "Greta Sylvainne"]
    with counted() as asked:
        page = manager.get(address(draft, "log_people")).content.decode()
    assert len(asked) <= MOST_A_PAGE
    assert "2. Greta Sylvainne" in page
    assert "Add another person" in page


def test_one_is_not_several(manager: Client, draft: Request) -> None:
    manager.post(address(draft, "log_person_add"), FIRST)

    assert "Add one more" in manager.get(address(draft, "log_people")).content.decode()
    tasks = manager.get(address(draft, "log_tasks")).content.decode()
    assert "0 of 8 tasks are done" in tasks


def test_a_person_is_changed_in_their_place(manager: Client, draft: Request) -> None:
    manager.post(address(draft, "log_person_add"), FIRST)
    manager.post(address(draft, "log_person_add"), SECOND)

    page = manager.get(address(draft, "log_person", 1)).content.decode()
    assert 'value="9993035203"' in page
    manager.post(address(draft, "log_person", 1), FIRST | {"name": "Dmitar Holloway"})

    assert names() == ["Dmitar Holloway", "Greta Sylvainne"]


def test_a_person_is_removed_after_asking(manager: Client, draft: Request) -> None:
    manager.post(address(draft, "log_person_add"), FIRST)
    manager.post(address(draft, "log_person_add"), SECOND)

    assert "Dmitar Halloway" in manager.get(address(draft, "log_person_remove", 1)).content.decode()
    manager.post(address(draft, "log_person_remove", 1))

    assert names() == ["Greta Sylvainne"]


def test_two_people_never_share_a_number(manager: Client, draft: Request) -> None:
    manager.post(address(draft, "log_person_add"), FIRST)

    answer = manager.post(address(draft, "log_person_add"), FIRST | {"name": "Somebody Else"})

    assert answer.status_code == 422
    assert "Somebody else on the list has this NHS number" in answer.content.decode()
    assert "Somebody Else" in answer.content.decode()
    assert names() == ["Dmitar Halloway"]


def test_a_wrong_person_is_not_added(manager: Client, draft: Request) -> None:
    answer = manager.post(address(draft, "log_person_add"), SECOND | {"name": ""})

    assert answer.status_code == 422
    assert "Enter the person’s full name" in answer.content.decode()


def test_a_list_changed_meanwhile_is_not_overwritten(manager: Client, draft: Request) -> None:
    manager.post(address(draft, "log_person_add"), FIRST)

    answer = manager.post(address(draft, "log_person_add"), SECOND | {"seen_version": "1"})

    assert answer.status_code == 409
    assert "Greta Sylvainne" in answer.content.decode()
    assert names() == ["Dmitar Halloway"]


@pytest.mark.parametrize("name", ["log_person", "log_person_remove"])
@pytest.mark.parametrize("position", [2, 99])
def test_nobody_is_at_that_place(manager: Client, draft: Request, name: str, position: int) -> None:
    manager.post(address(draft, "log_person_add"), FIRST)

    assert manager.get(address(draft, name, position)).status_code == 404


def test_a_place_zero_cannot_be_removed(manager: Client, draft: Request) -> None:
    assert manager.get(address(draft, "log_person_remove", 0)).status_code == 404


def test_without_several_people_there_is_no_list(manager: Client, team: Team) -> None:
    one = journeys.draft(team)

    assert manager.get(address(one, "log_people")).headers["Location"] == address(one, "log_subject")
    assert manager.get(address(one, "log_person_add")).status_code == 404


def test_nobody_drops_off_the_list_by_the_way(manager: Client, draft: Request) -> None:
    manager.post(address(draft, "log_person_add"), FIRST)
    manager.post(address(draft, "log_person_add"), SECOND)

    answer = manager.post(address(draft, "log_subject"), POSTED["subject"])

    assert answer.status_code == 422
    assert "There are 2 people on the list" in answer.content.decode()
    assert len(names()) == 2


def test_the_one_person_becomes_the_first_of_several(manager: Client, team: Team) -> None:
    one = journeys.draft(team)

    manager.post(address(one, "log_subject"), {"subject_kind": "several"})

    assert names() == ["Dmitar Halloway"]
