"""The tasks of the log: what each saves, and what it says to a wrong answer, keeping what was typed."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.test import Client

from practices.models import Person
from requests_app.journey import log
from requests_app.law.loader import catalogue
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.people import a_member
from tests.integration.journey.conftest import make_team
from tests.integration.pages.typed import INSTRUMENT, POSTED, TODAY, TOMORROW, YESTERDAY, address, day


@pytest.fixture
def manager(team: Team, as_person: Callable[[Person], Client]) -> Client:
    return as_person(team.practice_manager)


@pytest.fixture
def draft(team: Team) -> Request:
    return log.start(practice=team.practice, by=team.practice_manager)


def test_received(manager: Client, draft: Request) -> None:
    typed = POSTED["received"] | {"received_time": "9.40pm", "arrival_note": "In the blue folder"}
    manager.post(address(draft, "log_received"), typed)

    saved = Request.objects.get()
    assert (saved.channel, saved.received_on, saved.received_time) == ("email", YESTERDAY, time(21, 40))
    assert saved.arrival_note == "In the blue folder"


def test_today_stands_in_the_form(manager: Client, draft: Request) -> None:
    page = manager.get(address(draft, "log_received")).content.decode()

    assert f'name="received_on_year" type="text" value="{TODAY.year}"' in page


def test_a_time_later_today_has_not_come(manager: Client, draft: Request) -> None:
    with time_machine.travel("2026-11-20 10:00:00+00:00", tick=False):
        typed = {"channel": "phone", **day("received_on", date(2026, 11, 20)), "received_time": "11am"}
        manager.force_login(draft.captured_by)
        answer = manager.post(address(draft, "log_received"), typed)

    assert "Time received must not be later than now" in answer.content.decode()


def test_a_typed_requester(manager: Client, draft: Request) -> None:
    manager.post(
        address(draft, "log_requester"),
        POSTED["requester"] | {"supervisor": "Supt Holloway", **day("supervisor_signed_on", TODAY)},
    )

    saved = Request.objects.get().requester
    assert (saved.organisation, saved.organisation_name, saved.kind) == (None, "Northmere Police", "police")
    assert saved.supervisor_signed_on == TODAY


def test_a_requester_from_the_register(manager: Client, draft: Request, team: Team) -> None:
    known = journeys.organisation(team, unit="Control room")

    manager.post(
        address(draft, "log_requester"),
        {"source": "register", "organisation": str(known.key), "kind": "council", "officer": "PC Low"},
    )

    saved = Request.objects.get().requester
    assert (saved.organisation, saved.organisation_name) == (known, "Northmere Police")
    assert (saved.kind, saved.unit, saved.officer) == ("police", "Control room", "PC Low")


def test_the_register_of_another_practice_cannot_be_chosen(
    manager: Client, draft: Request, team: Team
) -> None:
    journeys.organisation(team)
    foreign = journeys.organisation(make_team("Y99992", "Other Surgery"), name="Foreign Police")

    typed = {"source": "register", "organisation": str(foreign.key)}
    answer = manager.post(address(draft, "log_requester"), typed)

    assert answer.status_code == 422
    assert "Foreign Police" not in answer.content.decode()


def test_a_suspicious_address_is_said_but_stops_nothing(manager: Client, draft: Request) -> None:
    typed = POSTED["requester"] | {"email": "officer@gmail.com"}

    assert manager.post(address(draft, "log_requester"), typed).status_code == 302
    assert "free mail service (gmail.com)" in manager.get(address(draft, "log_requester")).content.decode()


def test_one_person(manager: Client, draft: Request) -> None:
    typed = POSTED["subject"] | {
        "nhs_number": "999 303 5203",
        **day("date_of_birth", date(1979, 11, 3)),
        "deceased": "on",
    }
    manager.post(address(draft, "log_subject"), typed)

    (person,) = Request.objects.get().subjects.all()
    assert (person.name, person.nhs_number, person.role) == ("Dmitar Halloway", "9993035203", "suspect")
    assert (person.date_of_birth, person.deceased) == (date(1979, 11, 3), True)


def test_nobody_named(manager: Client, draft: Request) -> None:
    typed = {
        "subject_kind": "nobody_named",
        "subject_description": "All at 4 Mill Lane",
        "name": "Kept?",
    }
    manager.post(address(draft, "log_subject"), typed)

    saved = Request.objects.get()
    assert (saved.subject_kind, saved.subject_description) == ("nobody_named", "All at 4 Mill Lane")
    assert not saved.subjects.exists()


def test_items_with_details_and_own_words(manager: Client, draft: Request) -> None:
    manager.post(
        address(draft, "log_items"),
        POSTED["items"]
        | {
            "detail_D08": "not ticked",
            "own_words_1": "Care plan",
            "own_words_2": "",
            "own_words_3": "Care plan",
            "own_words_clinical": "on",
        },
    )

    saved = [(i.token, i.own_words, i.detail, i.proposed_withheld) for i in Request.objects.get().live_items]
    assert saved == [("D06", "", "", False), ("D07", "", "Since 2020", False), ("X3", "Care plan", "", True)]


def test_another_line_for_own_words_keeps_everything_and_saves_nothing(
    manager: Client, draft: Request
) -> None:
    typed = POSTED["items"] | {"own_words_1": "Care plan", "add": "1", "own_words_clinical": "on"}

    answer = manager.post(address(draft, "log_items"), typed)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="own_words_2"' in page
    assert 'value="Care plan"' in page
    assert 'value="Since 2020"' in page
    assert page.count(" checked") == 3
    assert not Request.objects.get().live_items.exists()


def test_claims_and_the_order_that_came(manager: Client, draft: Request) -> None:
    manager.post(
        address(draft, "log_law"),
        {
            "claims_police": ["PO-01"],
            "claims_exemptions": ["EX-02"],
            "claimed_words": "section 29",
            **INSTRUMENT,
            **day("served_on", TODAY),
            "names_practice": "on",
            **day("comply_by", TOMORROW),
            "comply_by_time": "4pm",
        },
    )

    saved = Request.objects.get()
    assert [claim.code for claim in saved.claims.all()] == ["PO-01", "EX-02"]
    assert (saved.comply_by, saved.comply_by_time) == (TOMORROW, time(16))
    assert (saved.instrument.kind, saved.instrument.served_on) == ("court_order", TODAY)
    assert saved.instrument.names_practice
    page = manager.get(address(draft, "log_law")).content.decode()
    assert "Data protection exemptions, 1 ticked" in page
    assert "Family Court" in page


def test_an_order_is_taken_away_again(manager: Client, draft: Request) -> None:
    manager.post(address(draft, "log_law"), POSTED["law"] | INSTRUMENT)
    manager.post(address(draft, "log_law"), POSTED["law"])

    assert not hasattr(Request.objects.get(), "instrument")


def test_no_law_at_all(manager: Client, draft: Request) -> None:
    answer = manager.post(address(draft, "log_law"), {"no_law_claimed": "on", "has_instrument": "no"})

    assert answer.status_code == 302
    assert Request.objects.get().no_law_claimed


def test_the_laws_of_this_kind_of_requester_come_first(manager: Client, draft: Request) -> None:
    manager.post(address(draft, "log_requester"), POSTED["requester"] | {"kind": "home_office"})

    page = manager.get(address(draft, "log_law")).content.decode()

    assert page.index("Supply to the Home Secretary") < page.index("Schedule 2 form")


def test_every_claimable_law_can_be_ticked_save_none(manager: Client, draft: Request) -> None:
    page = manager.get(address(draft, "log_law")).content.decode()

    assert [code for code in catalogue().claimable if f'value="{code}"' not in page] == ["LAW-NONE"]


def named(team: Team, *roles: str) -> dict[str, Any]:
    return {"restricted": "named", "people": [str(team.people[role].public_id) for role in roles]}


def test_restricted_to_named_people(manager: Client, draft: Request, team: Team) -> None:
    typed = named(team, "practice_manager", "ig_lead", "caldicott_guardian")

    assert manager.post(address(draft, "log_restriction"), typed).status_code == 302
    saved = Request.objects.get()
    assert saved.restricted
    assert saved.requestuserobjectpermission_set.count() == 3


def test_open_to_the_team(manager: Client, draft: Request) -> None:
    manager.post(address(draft, "log_restriction"), POSTED["restriction"])

    assert Request.objects.get().restricted is False


@pytest.mark.parametrize(
    ("roles", "says"),
    [
        (["ig_lead", "caldicott_guardian"], "Name yourself too"),
        (["practice_manager", "caldicott_guardian"], "Name somebody who reviews the legal basis"),
        (["practice_manager", "ig_lead"], "Name a Caldicott guardian other than yourself"),
    ],
)
def test_those_named_can_take_it_to_its_end(
    manager: Client, draft: Request, team: Team, roles: list[str], says: str
) -> None:
    answer = manager.post(address(draft, "log_restriction"), named(team, *roles))

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert answer.content.decode().count(" checked") == len(roles) + 1


def test_one_person_in_both_roles_is_not_enough(manager: Client, draft: Request, team: Team) -> None:
    both = a_member(team.practice, "ig_lead", "caldicott_guardian")
    typed = {"restricted": "named", "people": [str(team.practice_manager.public_id), str(both.public_id)]}

    answer = manager.post(address(draft, "log_restriction"), typed)

    assert "nobody reviews the legal basis and decides" in answer.content.decode()


def test_the_front_desk_names_somebody_who_can_submit(
    team: Team, as_person: Callable[[Person], Client]
) -> None:
    client, draft = as_person(team.front_desk), log.start(practice=team.practice, by=team.front_desk)
    other = a_member(team.practice, "clinical_reviewer")
    typed = named(team, "clinical_reviewer")
    typed["people"].append(str(other.public_id))

    assert (
        "Name somebody who can submit it"
        in client.post(address(draft, "log_restriction"), typed).content.decode()
    )
    fine = named(team, "ig_lead", "caldicott_guardian")
    assert client.post(address(draft, "log_restriction"), fine).status_code == 302
