"""The pages of the ledger's entries: who may, what is found, how it reads, and that looking is an entry."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.desk import searching
from audit.ledger.api import Entry, SearchTooLong, entries, entries_about, log_name
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.pages.typed import day
from tests.support.ledger_steps import each_step_its_own_log
from tests.support.queries import MOST_A_PAGE, counted

pytestmark = pytest.mark.django_db
Browse = Callable[..., Any]


@pytest.fixture
def team(db: None) -> Iterator[Team]:
    with each_step_its_own_log():
        yield make_team()


@pytest.fixture
def browse(client: Client, team: Team) -> Browse:
    client.force_login(team.auditor, backend="allauth.account.auth_backends.AuthenticationBackend")

    def get(name: str, *args: Any, **query: Any) -> Any:
        return client.get(reverse(name, args=args), query)

    return get


def words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return " ".join(unescape(text).split())


def rows(response: Any) -> list[str]:
    """What happened, row by row."""
    links = re.findall(r'href="/audit/\w+/entries/[0-9a-f-]{36}/">([^<]+)</a>', response.content.decode())
    return [unescape(text) for text in links]


def asked(**chosen: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return day("first", today) | day("last", today) | chosen


def newest(team: Team) -> Entry:
    return entries(log_name(team.practice.public_id), limit=1)[0]


def about(team: Team, case: Any, *events: str) -> list[Entry]:
    return entries_about(log_name(team.practice.public_id), case.about, only_events=events)


def test_everything_of_the_last_thirty_days_newest_first(team: Team, browse: Browse) -> None:
    journeys.refused(team)
    found = rows(browse("entries", team.practice.ods_code))
    assert found[0] == "Ledger searched"  # the search itself
    assert found[1] == "Refused by the guardian"
    assert "Draft started" in found


def test_a_search_is_an_entry_before_it_is_made(team: Team, browse: Browse) -> None:
    case = journeys.refused(team)
    browse("entries", team.practice.ods_code, **asked(reference=case.reference, outcome=case.outcome))
    said = newest(team)
    on = timezone.localdate().isoformat()
    assert (said.event, said.actor, said.about) == ("desk.entries_searched", team.auditor.opaque, case.about)
    assert said.facts == {
        "first": on,
        "last": on,
        "practices": 1,
        "codes": ["Y99991"],
        "event": "",
        "by": "",
        "outcome": case.outcome,
    }


def test_by_event_actor_reference_outcome_and_requester(team: Team, browse: Browse) -> None:
    case, other = journeys.refused(team), journeys.disclosed(team)

    def search(**chosen: Any) -> list[str]:
        return [
            row
            for row in rows(browse("entries", team.practice.ods_code, **asked(**chosen)))
            if row != "Ledger searched"
        ]

    assert search(event="decision.refused") == ["Refused by the guardian"]
    assert search(actor=team.caldicott_guardian.opaque, event="decision.approved") == [
        "Approved by the guardian"
    ]
    assert search(actor=team.front_desk.opaque) == []
    assert set(search(reference=str(case.reference).lower())) < set(search())
    assert "Disclosure confirmed" not in search(reference=case.reference)
    assert "Refused by the guardian" in search(outcome=case.outcome)
    assert "Approved by the guardian" not in search(outcome=case.outcome)
    assert "Approved by the guardian" in search(requester_kind=other.requester.kind)
    assert search(requester_kind="solicitor") == []


def test_what_can_not_be_read_is_an_error_and_searches_nothing(team: Team, browse: Browse) -> None:
    journeys.draft(team)
    before = newest(team)
    for chosen, message in (
        (
            day("first", timezone.localdate()) | {"last_day": "31", "last_month": "2", "last_year": "2026"},
            "real",
        ),
        (asked(event="no.such"), "Select"),
        (asked(reference="Y99991-2026-9999"), "No request with this reference is here"),
    ):
        response = browse("entries", team.practice.ods_code, **chosen)
        assert response.status_code == 422
        assert message in words(response)
    assert newest(team) == before


def test_a_reference_of_another_practice_is_not_found(team: Team, browse: Browse) -> None:
    elsewhere = make_team("Y99992", "Hillside Surgery")
    theirs = journeys.refused(elsewhere)
    response = browse("entries", team.practice.ods_code, **asked(reference=theirs.reference))
    assert response.status_code == 422


@pytest.mark.parametrize("named", ["person:x", "request:1", "SYSTEM", "system:A", "no reference", "a:b:c"])
def test_an_address_that_names_nobody_narrows_nothing(team: Team, browse: Browse, named: str) -> None:
    journeys.draft(team)
    assert rows(browse("entries", team.practice.ods_code, about=named, actor=named, after=named))
    assert rows(browse("entries", team.practice.ods_code, **asked(about=named)))


def test_everything_about_one_case_however_old(team: Team, browse: Browse) -> None:
    case = journeys.refused(team)
    journeys.draft(team)
    response = browse("entries", team.practice.ods_code, about=case.about)
    found = [row for row in rows(response) if row != "Ledger searched"]
    assert len(found) == len(about(team, case)) - 1
    assert str(case.reference) in words(response)
    assert found[-1] == "Draft started"


def test_the_service_itself_can_be_asked_for(team: Team, browse: Browse) -> None:
    journeys.draft(team)
    response = browse("entries", team.practice.ods_code, actor="system:desk")
    assert '<option value="system:desk" selected' in response.content.decode()


def test_pages_of_fifty_lead_on(team: Team, browse: Browse) -> None:
    for _ in range(5):
        journeys.refused(team)
    first = browse("entries", team.practice.ods_code)
    assert len(rows(first)) == 50
    (older,) = re.findall(r'<a href="\?([^"]*)">Older entries', first.content.decode())
    second = browse("entries", team.practice.ods_code, **dict(parse_qsl(unescape(older))))
    assert "Newest entries" in words(second)
    log = entries(log_name(team.practice.public_id), limit=500)
    numbers = re.findall(
        r"numeric[^>]*>\s*<span[^>]*>Entry </span>\s*<span>([\d,]+)", second.content.decode()
    )
    assert int(numbers[0].replace(",", "")) == log[-1].leaf_index + len(log) - 52


def test_a_search_that_takes_too_long_says_what_to_do(team: Team, browse: Browse) -> None:
    with patch.object(searching, "search", side_effect=SearchTooLong("slow")):
        response = browse("entries", team.practice.ods_code)
    assert response.status_code == 409
    assert "Choose fewer days or one practice" in words(response)


@pytest.mark.parametrize(
    "after", ["2026-01-01~site~1", "2026-01-01T00:00:00+00:00~site~x", "~~", "now~site~1"]
)
def test_an_address_that_names_no_place_begins_anew(team: Team, browse: Browse, after: str) -> None:
    journeys.draft(team)
    assert rows(browse("entries", team.practice.ods_code, after=after))[0] == "Ledger searched"


def test_over_all_practices_that_the_person_audits(team: Team, browse: Browse) -> None:
    other = make_team("Y99992", "Hillside Surgery")
    third = make_team("Y99993", "Nobody’s Surgery")
    people.a_membership(other.practice, "auditor", person=team.auditor)
    mine, theirs, unseen = journeys.refused(team), journeys.refused(other), journeys.refused(third)
    response = browse("entries_everywhere")
    text = words(response)
    assert str(mine.reference) in text
    assert str(theirs.reference) in text
    assert "Hillside Surgery" in text
    assert str(unseen.reference) not in text
    said = entries("site", limit=1)[0]
    assert (said.event, said.about) == ("desk.entries_searched", team.auditor.opaque)
    assert (said.facts["practices"], said.facts["codes"]) == (2, ["Y99991", "Y99992"])
    with counted() as queries:
        browse("entries_everywhere")
    assert len(queries) <= MOST_A_PAGE
    with patch.object(searching, "MOST_CODES", 1):
        browse("entries_everywhere")
    said = entries("site", limit=1)[0]
    assert (said.facts["practices"], said.facts["codes"]) == (2, [])


def test_an_entry_in_words_and_as_it_was_hashed(team: Team, browse: Browse) -> None:
    case = journeys.refused(team)
    (said,) = about(team, case, "decision.refused")
    response = browse("entry", team.practice.ods_code, said.event_id)
    text = words(response)
    assert said.text in unescape(response.content.decode())
    assert str(case.reference) in text
    assert team.caldicott_guardian.full_name in text
    assert "Kind of body" not in text
    assert f"{said.leaf_index:,} (the first is 0)" in text
    assert reverse("request_history", args=[case.key]) in response.content.decode()
    assert "None yet: this log has not been signed" in text
    opened = newest(team)
    assert (opened.event, opened.about) == ("desk.entry_opened", case.about)
    assert opened.facts == {"entry": str(said.event_id), "index": said.leaf_index}


def test_only_an_entry_of_this_practice(team: Team, browse: Browse) -> None:
    elsewhere = make_team("Y99992", "Hillside Surgery")
    theirs = about(elsewhere, journeys.draft(elsewhere), "request.draft_started")[0]
    assert browse("entry", team.practice.ods_code, theirs.event_id).status_code == 404


def test_as_many_queries_for_a_long_log_as_for_a_short_one(team: Team, browse: Browse) -> None:
    case = journeys.refused(team)
    (said,) = about(team, case, "decision.refused")
    counts = []
    browse("entries", team.practice.ods_code)
    for _ in range(2):
        with counted() as listing:
            browse("entries", team.practice.ods_code)
        with counted() as one:
            browse("entry", team.practice.ods_code, said.event_id)
        counts.append((len(listing), len(one)))
        journeys.disclosed(team)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= MOST_A_PAGE


@pytest.mark.django_db(transaction=True)
def test_a_changed_entry_says_so_in_the_list_and_on_its_page(unguarded: Any, client: Client) -> None:
    team = make_team()
    case = journeys.draft(team)
    (said,) = about(team, case, "request.draft_started")
    client.force_login(team.auditor, backend="allauth.account.auth_backends.AuthenticationBackend")
    page, listing = (
        reverse("entry", args=[team.practice.ods_code, said.event_id]),
        reverse("entries", args=[team.practice.ods_code]),
    )
    swap = "UPDATE ledger_event SET entry = replace(entry, %s, %s) WHERE event_id = %s"
    unguarded.execute(swap, [team.practice_manager.opaque, team.auditor.opaque, said.event_id])
    assert "This entry was changed" in words(client.get(page))
    assert "Changed since it was recorded" in words(client.get(listing))
    unguarded.execute(swap, ['"v":1', '"v":7', said.event_id])
    assert "This entry was changed" in words(client.get(page))
    assert "can’t be read any more" in words(client.get(listing))


def test_a_place_that_no_database_could_hold_is_none() -> None:
    assert searching.place_in("2026-01-01T00:00:00+00:00~site~1") is not None
    assert searching.place_in("2026-01-01T00:00:00+00:00~\0~1") is None
