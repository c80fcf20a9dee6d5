"""A list reads the practices of whoever looks, by an index, and not the whole register."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practices.models import Person
from practices.permissions import access_of
from requests_app import selectors
from requests_app.journey import outside_guardian
from requests_app.models import Request
from tests.factories import journeys, people
from tests.factories.journeys import Team

TABLE = Request._meta.db_table
LISTS = {
    "open": lambda access: list(selectors.requests_list(access, filters={"show": "open"})[:25]),
    "closed": lambda access: list(selectors.requests_list(access, filters={"show": "closed"})[:25]),
    "how many": lambda access: selectors.requests_list(access).count(),
    "my work": lambda access: selectors.my_work(access, now=timezone.now()),
}


def scans(person: Person, name: str) -> list[dict[str, Any]]:
    """How the database would read requests, where reading a whole table costs more than anything else."""
    access = access_of(person)
    with CaptureQueriesContext(connection) as captured:
        LISTS[name](access)
    found: list[dict[str, Any]] = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in captured.captured_queries:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}")
            found += nodes(cursor.fetchone()[0][0]["Plan"])
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


@pytest.mark.parametrize("name", LISTS)
def test_nobody_reads_the_whole_register(team: Team, name: str) -> None:
    """A guardian's invitations are beside the practices: both by an index."""
    request = journeys.at_decision(team)
    guest = people.an_outside_guardian(team.practice)
    outside_guardian.invite(key=request.key, by=team.ig_lead, guardian=guest, reason="Everyone prepared it")

    for person in (guest, team.caldicott_guardian, team.ig_lead):
        of_requests = [node for node in scans(person, name) if node.get("Relation Name") == TABLE]
        assert of_requests
        for node in of_requests:
            assert node["Node Type"] == "Bitmap Heap Scan" or "Index Cond" in node, node


def test_unfinished_requests_have_an_index_of_their_own(team: Team) -> None:
    for name in ("open", "my work"):
        used = {node.get("Index Name") for node in scans(team.ig_lead, name)}
        assert "request_unfinished_due" in used
