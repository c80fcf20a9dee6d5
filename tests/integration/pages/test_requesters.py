"""The register of requesters: who may keep it, what an entry needs, and the second person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from practices.models import Person
from requests_app.journey import requesters
from requests_app.models import RequesterOrganisation
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.people import a_member
from tests.integration.journey.conftest import make_team
from tests.integration.pages.typed import day
from tests.support.queries import counted

SignIn = Callable[[Person], Client]
TODAY = timezone.localdate()
ENTRY: dict[str, Any] = {
    "name": "Northmere Police",
    "kind": "police",
    "unit": "",
    "published_address": "1 Station Road",
    "published_email": "",
    "switchboard": "01632 960101",
    "switchboard_source": "The force’s website",
    **day("switchboard_source_on", TODAY),
}


@pytest.fixture
def manager(team: Team, as_person: SignIn) -> Client:
    return as_person(team.practice_manager)


def page_of(entry: RequesterOrganisation, name: str = "requester") -> str:
    return reverse(name, args=[entry.key])


def without(*names: str, **more: Any) -> dict[str, Any]:
    return {k: v for k, v in ENTRY.items() if not k.startswith(names)} | more


def test_an_entry_is_made_and_waits_for_a_second_person(manager: Client, team: Team) -> None:
    answer = manager.post(reverse("requester_new"), ENTRY)

    entry = RequesterOrganisation.objects.get()
    assert answer.headers["Location"] == page_of(entry)
    assert (entry.practice, entry.entered_by, entry.confirmed_by) == (
        team.practice, team.practice_manager, None,
    )  # fmt: skip
    page = manager.get(page_of(entry)).content.decode()
    assert "Somebody else now confirms the switchboard number" in page
    assert "You entered this number, so somebody else confirms it" in page


def test_an_entry_without_a_number_waits_for_nobody(manager: Client) -> None:
    manager.post(reverse("requester_new"), without("switchboard"))

    page = manager.get(page_of(RequesterOrganisation.objects.get())).content.decode()
    assert "No number" in page
    assert "somebody else confirms" not in page


WRONG = [
    (without("name"), "Enter the name of the organisation"),
    (without("kind"), "Select the kind of requester"),
    (without("published_email", published_email="no"), "Enter an email address in the correct format"),
    (without("switchboard_source"), "Enter where you found the number"),
    (without("switchboard_source"), "Enter when you looked the number up"),
    (without("switchboard_source_on", **day("switchboard_source_on", TODAY + timedelta(days=1))),
     "must be today or in the past"),
    (without("switchboard", switchboard_source="A website"), "Enter the number, or clear its source"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "says"), WRONG, ids=[says for _, says in WRONG])
def test_a_wrong_entry_is_named_and_kept(manager: Client, typed: dict[str, Any], says: str) -> None:
    answer = manager.post(reverse("requester_new"), typed)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert all(value in page for value in typed.values())
    assert not RequesterOrganisation.objects.exists()


def test_the_same_entry_twice_is_refused(manager: Client) -> None:
    manager.post(reverse("requester_new"), ENTRY)

    answer = manager.post(reverse("requester_new"), ENTRY)

    assert answer.status_code == 422
    assert "It is in the register already" in answer.content.decode()
    assert RequesterOrganisation.objects.count() == 1


def test_with_several_practices_one_is_chosen(team: Team, as_person: SignIn) -> None:
    other = make_team("Y99992", "Other Surgery").practice
    client = as_person(a_member(other, "practice_manager", person=team.practice_manager))

    assert "Select the practice" in client.post(reverse("requester_new"), ENTRY).content.decode()
    client.post(reverse("requester_new"), ENTRY | {"practice": "Y99992"})
    assert RequesterOrganisation.objects.get().practice == other


def test_somebody_else_confirms(team: Team, manager: Client) -> None:
    entry = journeys.organisation(team)

    assert entry.switchboard in manager.get(page_of(entry, "requester_confirm")).content.decode()
    without_tick = manager.post(page_of(entry, "requester_confirm"), {"number": entry.switchboard})
    assert without_tick.status_code == 422
    assert "Tick that you looked the number up yourself" in without_tick.content.decode()
    manager.post(page_of(entry, "requester_confirm"), {"number": entry.switchboard, "looked_up": "on"})

    entry.refresh_from_db()
    assert entry.confirmed_by == team.practice_manager
    about = f"organisation:{entry.key}"
    latest = entries_about(log_name(team.practice.public_id), about, limit=1)
    assert [entry.event for entry in latest] == ["organisation.confirmed"]


def test_nobody_confirms_what_they_entered(team: Team, as_person: SignIn) -> None:
    entry, client = journeys.organisation(team), as_person(team.ig_lead)

    assert client.get(page_of(entry, "requester_confirm")).status_code == 403
    typed = {"number": entry.switchboard, "looked_up": "on"}
    assert client.post(page_of(entry, "requester_confirm"), typed).status_code == 403


def test_a_number_that_changed_meanwhile_is_not_confirmed(team: Team, manager: Client) -> None:
    entry = journeys.organisation(team)

    typed = {"number": "01632 960999", "looked_up": "on"}
    answer = manager.post(page_of(entry, "requester_confirm"), typed)

    assert answer.status_code == 409
    entry.refresh_from_db()
    assert entry.confirmed_by is None


def test_what_is_confirmed_or_has_no_number_cannot_be_confirmed(team: Team, manager: Client) -> None:
    confirmed = journeys.organisation(team)
    requesters.confirm(organisation=confirmed, by=team.practice_manager)
    bare = journeys.organisation(
        team, name="Council", switchboard="", switchboard_source="", switchboard_source_on=None
    )

    for entry in (confirmed, bare):
        assert manager.get(page_of(entry, "requester_confirm")).status_code == 409


@pytest.mark.parametrize(
    ("change", "kept"),
    [({"switchboard": "01632 960102"}, False), ({"name": "Other Police"}, False), ({"kind": "nca"}, True)],
)
def test_a_changed_number_or_name_is_confirmed_again(
    team: Team, manager: Client, change: dict[str, str], kept: bool
) -> None:
    manager.post(reverse("requester_new"), ENTRY)
    entry = RequesterOrganisation.objects.get()
    requesters.confirm(organisation=entry, by=team.ig_lead)

    assert "has to confirm it again" in manager.get(page_of(entry, "requester_edit")).content.decode()
    manager.post(page_of(entry, "requester_edit"), ENTRY | change)

    entry.refresh_from_db()
    assert (entry.confirmed_by == team.ig_lead) is kept
    assert getattr(entry, next(iter(change))) == next(iter(change.values()))


def test_a_wrong_change_is_named(team: Team, manager: Client) -> None:
    entry = journeys.organisation(team)

    answer = manager.post(page_of(entry, "requester_edit"), without("name"))

    assert answer.status_code == 422
    assert "Enter the name of the organisation" in answer.content.decode()


def test_an_empty_register_helps(manager: Client) -> None:
    page = manager.get(reverse("requesters")).content.decode()

    assert "The register is empty" in page
    assert "a call-back never uses a number from a request" in page


FILTERS = [
    ({}, ["County Court", "Northmere Police"]),
    ({"sort": "-name"}, ["Northmere Police", "County Court"]),
    ({"sort": "kind"}, ["County Court", "Northmere Police"]),
    ({"text": "mere"}, ["Northmere Police"]),
    ({"kind": "court"}, ["County Court"]),
    ({"number": "none"}, ["County Court"]),
    ({"number": "waiting"}, ["Northmere Police"]),
    ({"number": "confirmed"}, []),
    ({"text": "nothing like it"}, []),
    ({"kind": "no such kind", "sort": "no such column"}, ["County Court", "Northmere Police"]),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS, ids=[str(q) for q, _ in FILTERS])
def test_filter_and_sort(manager: Client, team: Team, query: dict[str, str], expected: list[str]) -> None:
    journeys.organisation(team)
    journeys.organisation(team, name="County Court", kind="court", switchboard="", switchboard_source="",
                          switchboard_source_on=None)  # fmt: skip

    page = manager.get(reverse("requesters"), query).content.decode()

    names = sorted(expected, key=page.index)
    assert names == expected
    assert ("No requester fits" in page) is not bool(expected)
    for name in {"County Court", "Northmere Police"} - set(expected):
        assert name not in page


def test_the_practice_narrows_for_those_with_several(team: Team, as_person: SignIn) -> None:
    other = make_team("Y99992", "Other Surgery")
    journeys.organisation(team)
    journeys.organisation(other, name="Council")
    client = as_person(a_member(other.practice, "practice_manager", person=team.practice_manager))

    page = client.get(reverse("requesters"), {"practice": "Y99992"}).content.decode()

    assert "Council" in page
    assert "Northmere Police" not in page


@pytest.mark.parametrize("many", [5, 50])
def test_the_list_costs_the_same_however_long(manager: Client, team: Team, many: int) -> None:
    for number in range(many):
        journeys.organisation(team, name=f"Police {number:02}")
    manager.get(reverse("requesters"))

    with counted() as asked:
        page = manager.get(reverse("requesters"))

    assert page.status_code == 200
    assert len(asked) == 6, "\n".join(asked)
    assert ("Showing 1 to 25 of 50" in page.content.decode()) is (many == 50)


@pytest.mark.parametrize(
    ("role", "read", "keep", "confirm"),
    [
        ("practice_manager", 200, 200, 200),
        ("ig_lead", 200, 200, 403),
        ("caldicott_guardian", 200, 403, 200),
        ("front_desk", 403, 403, 404),
        ("clinical_reviewer", 403, 403, 404),
        ("auditor", 403, 403, 404),
    ],
)
def test_who_may(team: Team, as_person: SignIn, role: str, read: int, keep: int, confirm: int) -> None:
    entry, client = journeys.organisation(team), as_person(team.people[role])

    assert client.get(reverse("requesters")).status_code == read
    assert client.get(reverse("requester_new")).status_code == keep
    assert client.get(page_of(entry, "requester_confirm")).status_code == confirm
    assert client.get(page_of(entry)).status_code == (200 if read == 200 else 404)


def test_another_practices_entry_is_not_there(team: Team, as_person: SignIn) -> None:
    foreign = journeys.organisation(make_team("Y99992", "Other Surgery"))
    client = as_person(team.practice_manager)

    for name in ("requester", "requester_edit", "requester_confirm"):
        assert client.get(page_of(foreign, name)).status_code == 404
        assert client.post(page_of(foreign, name), ENTRY).status_code in (404, 405)
