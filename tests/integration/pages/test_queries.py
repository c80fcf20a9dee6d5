"""Lists and stories ask the database as often for fifty rows as for five, and at most twelve times.

A page's own tests look at what it shows; this looks only at what it costs as the practice grows.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app.journey import incident, log, notes, public_interest
from requests_app.law.loader import catalogue
from requests_app.models import Request, RequesterOrganisation
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.support.queries import MOST_A_PAGE, counted

FEW, MANY = 5, 50
Grow = Callable[[Team, Request, int], None]
ABOUT_HIM = {"by": "name_dob", "name": "Dmitar Halloway", "date_of_birth_day": "3",
             "date_of_birth_month": "11", "date_of_birth_year": "1979"}  # fmt: skip


def requests(team: Team, case: Request, number: int) -> None:
    """A letter that asks the same about one person many times: a linked request each."""
    him = {**journeys.parts()["subject"]["subjects"][0], "nhs_number": ""}
    journeys.submitted(team, subject={"subject_kind": "several", "subjects": [him] * number})


def drafts(team: Team, case: Request, number: int) -> None:
    for _ in range(number):
        log.start(practice=team.practice, by=team.practice_manager)


def register(team: Team, case: Request, number: int) -> None:
    """Entries with a number, entered by one and confirmed by another."""
    now, there = timezone.now(), RequesterOrganisation.objects.count()
    RequesterOrganisation.objects.bulk_create(
        RequesterOrganisation(
            practice=team.practice,
            name="Northmere Police",
            kind="police",
            unit=f"Unit {there + extra}",
            switchboard="01632 960101",
            switchboard_source="Its website",
            switchboard_source_on=timezone.localdate(),
            entered_by=team.ig_lead,
            entered_at=now,
            confirmed_by=team.practice_manager,
            confirmed_at=now,
        )
        for extra in range(number)
    )


def incidents(team: Team, case: Request, number: int) -> None:
    """Of a request, and by different people."""
    aware = timezone.now() - timedelta(hours=1)
    data = {"kind": "other", "what_left": "A list", "to_whom": "", "happened_at": None, "aware_at": aware}
    for turn in range(number):
        by = [team.practice_manager, team.ig_lead, team.auditor][turn % 3]
        incident.record_incident(practice=team.practice, request=case, by=by, data=data)


def remarks(team: Team, case: Request, number: int) -> None:
    """Entries and notes about one request, by different people."""
    for turn in range(number):
        by = [team.practice_manager, team.ig_lead, team.clinical_reviewer][turn % 3]
        notes.add(key=case.key, by=by, text=f"Remark {turn}")


def colleagues(team: Team, case: Request, number: int) -> None:
    for _ in range(number):
        people.a_member(team.practice, "clinical_reviewer", "practice_manager")


def guardians(team: Team, case: Request, number: int) -> None:
    for _ in range(number):
        people.an_outside_guardian(team.practice)


def subjects(team: Team, case: Request, number: int) -> None:
    """People of a draft: a list that is read before it becomes requests."""
    him = {**journeys.parts()["subject"]["subjects"][0], "nhs_number": ""}
    there = case.subjects.count()
    everybody = {"subject_kind": "several", "subjects": [him] * (there + number)}
    log.save(key=case.key, by=team.practice_manager, part="subject", data=everybody)


#: List → what grows on it, and what is sent (nothing: it is opened). Those below a case need its key.
LISTS: dict[str, tuple[Grow, dict[str, Any] | None]] = {
    "my_work": (requests, None),
    "requests": (requests, None),
    "request_new": (drafts, None),
    "requesters": (register, None),
    "incidents": (incidents, None),
    "person_search": (requests, ABOUT_HIM),
}
OF_A_CASE: dict[str, Grow] = {
    "request": remarks,
    "request_print": remarks,
    "request_history": remarks,
    "verify": register,
    "restrict": colleagues,
    "outside_guardian": guardians,
}
OF_A_DRAFT: dict[str, Grow] = {
    "log_people": subjects,
    "log_check": subjects,
    "log_requester": register,
    "log_restriction": colleagues,
    "log_hand_over": colleagues,
}


def cost(ask: Callable[[], HttpResponse]) -> tuple[int, int]:
    """How often the page asks, once it is warm; and how long it is."""
    ask()
    with counted() as asked:
        response = ask()
    assert response.status_code == 200
    return len(asked), len(response.content)


def same_at_many(grow: Grow, team: Team, case: Request, ask: Callable[[], HttpResponse]) -> None:
    grow(team, case, FEW)
    few, short = cost(ask)
    grow(team, case, MANY - FEW)
    many, long = cost(ask)
    assert few == many <= MOST_A_PAGE
    assert long > short + 500, "The rows are not on the page"


@pytest.fixture
def browser(team: Team, as_person: Callable[[Any], Client]) -> Client:
    """The IG lead's, who sees all of these."""
    return as_person(team.ig_lead)


@pytest.mark.parametrize("name", LISTS)
def test_lists(team: Team, browser: Client, as_person: Callable[[Any], Client], name: str) -> None:
    grow, sent = LISTS[name]
    client = as_person(team.practice_manager) if name == "request_new" else browser
    path = reverse(name)
    case = journeys.submitted(team)

    same_at_many(grow, team, case, lambda: client.post(path, sent) if sent else client.get(path))


@pytest.mark.parametrize("name", OF_A_CASE)
def test_pages_of_a_request(team: Team, browser: Client, name: str) -> None:
    case = journeys.submitted(team)
    path = reverse(name, args=[case.key]) + "?whole"

    same_at_many(OF_A_CASE[name], team, case, lambda: browser.get(path))


@pytest.mark.parametrize("name", OF_A_DRAFT)
def test_pages_of_a_draft(team: Team, browser: Client, name: str) -> None:
    case = journeys.draft(team)
    path = reverse(name, args=[case.key])

    same_at_many(OF_A_DRAFT[name], team, case, lambda: browser.get(path))


def test_a_request_of_a_letter_about_fifty_people(team: Team, browser: Client) -> None:
    """Its page lists the others."""
    costs = []
    for number in (FEW, MANY):
        requests(team, journeys.submitted(team), number)
        path = reverse("request", args=[Request.objects.latest("pk").key])
        costs.append(cost(lambda path=path: browser.get(path)))
    (few, short), (many, long) = costs
    assert few == many <= MOST_A_PAGE
    assert long > short + 500


def test_a_review_begun_beside_a_match_asks_no_more(team: Team, as_person: Callable[[Any], Client]) -> None:
    """The reviewing page with everything on it that it can have."""
    case = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    journeys.matched(team, case)
    tokens = [item.token for item in case.live_items]
    begun = {
        "answers": dict.fromkeys(catalogue().questions, "Answered in words"),
        "factors": ["F1"],
        "conclusion": "met",
        "reason": "Not finished",
        "findings": {token: {"advice": "disclose", "reason": "It changes the outcome"} for token in tokens},
    }
    public_interest.save(key=case.key, by=team.clinical_reviewer, data=begun)
    reviewer = as_person(team.clinical_reviewer)

    asked, _ = cost(lambda: reviewer.get(reverse("public_interest", args=[case.key])))

    assert asked <= MOST_A_PAGE
