"""Earlier decisions for reviewers and the guardian: how they went and why, without anybody in them."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices.models import Person
from practices.permissions import access_of
from requests_app import selectors
from requests_app.journey import conflicts, guardian_decision, outside_guardian, reopening
from requests_app.models import AskedItem, Decision, LegalBasisFinding, Request, Requester
from requests_app.presenters.precedents import precedent_of
from requests_app.selectors import precedents
from requests_app.selectors.precedents import FEW
from tests.factories import journeys, people
from tests.factories.answers import approval
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.pages.test_plans import nodes
from tests.support.queries import MOST_A_PAGE, counted

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db
OPENS = "Earlier decisions like this one"


def words_of(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(" ".join(answer.content.decode().split()))


def beside(client: Client, request: Request, page: str) -> str:
    """What a page shows of earlier decisions."""
    words = words_of(client.get(reverse(page, args=[request.key])))
    _, _, shown = words.partition(OPENS)
    return shown.partition("</details>")[0]


def decided(team: Team, reason: str, **changes: Any) -> Request:
    """An approval with this reason, of a request about Dmitar Halloway by Det Insp Rhona Cald."""
    request = journeys.at_decision(team, **changes)
    data = approval(request, ("D08",), reason=reason, departs_because="Not needed")
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    return journeys.fresh(request)


def found(team: Team, request: Request, person: Person | None = None, **given: Any) -> list[Request]:
    laws, items = given.get("laws", {"PO-01"}), given.get("items", {"D06"})
    access = access_of(person or team.ig_lead)
    return [row.request for row in selectors.few_precedents(request, access, laws=laws, items=items)]


def test_each_reviewer_and_the_guardian_read_how_it_went_and_why(team: Team, as_person: SignIn) -> None:
    earlier = decided(team, "A serious crime, and a risk that is imminent")
    legal = journeys.triaged(team, journeys.submitted(team))
    weighing = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    deciding = journeys.at_decision(team)
    for person, request, page in (
        (team.ig_lead, legal, "legal_basis"),
        (team.clinical_reviewer, weighing, "public_interest"),
        (team.caldicott_guardian, deciding, "decision"),
    ):
        shown = beside(as_person(person), request, page)
        for said in (
            "Disclosed in part",
            "A serious crime, and a risk that is imminent",
            "PO-01 Schedule 2 form",
            "D06 Current address",
            "Disclosed",
            "D08 Telephone number",
            "Withheld",
            f'href="{earlier.get_absolute_url()}">{earlier.reference}</a>',
        ):
            assert said in shown, (page, said)


def test_nobody_is_in_it(team: Team, as_person: SignIn) -> None:
    decided(
        team,
        "Halloway, born 3 November 1979 (999 303 5203), is sought by Detective Inspector Rhona Cald, no 4471,"
        " with Holloway-Sands, under NM/1/26",
    )
    request = journeys.triaged(team, journeys.submitted(team))
    shown = beside(as_person(team.ig_lead), request, "legal_basis")
    for hidden in (
        "Halloway",
        "1979",
        "999 303",
        "Rhona",
        "Cald,",
        "4471",
        "Sands",
        "NM/1/26",
        "Vantongeren",
    ):
        assert hidden not in shown, hidden
    assert "is sought by Detective Inspector [hidden] [hidden], no [hidden]" in shown


def test_restricted_and_barred_ones_are_left_out_entirely(team: Team) -> None:
    request = journeys.submitted(team)
    plain = decided(team, "Plain")
    decided(team, "Restricted", restriction={"restricted": True, "people": list(team.people.values())})
    assert found(team, request) == [plain]
    conflicts.declare(key=plain.key, by=team.clinical_reviewer, kind="kinship")
    assert found(team, request, team.clinical_reviewer) == []
    assert found(team, request) == [plain]


def test_only_the_same_practice_kind_law_and_items(team: Team) -> None:
    request = journeys.submitted(team)
    decided(make_team("Y99992", "Quarry Lane Practice"), "Elsewhere")
    other_kind = journeys.parts()["requester"] | {"kind": "council"}
    decided(team, "Another kind", requester=other_kind)
    same = decided(team, "The same")
    assert found(team, request) == [same]
    assert found(team, request, laws={"CO-01"}) == []
    assert found(team, request, laws={"CO-01", "PO-01"}) == [same]
    assert found(team, request, items={"D17"}) == []
    assert found(team, request, items=set()) == []
    assert found(team, same) == []


def test_what_was_refused_before_any_review_is_found_by_what_was_claimed(team: Team) -> None:
    request = journeys.submitted(team)
    refused = journeys.refused(team, journeys.submitted(team, law={"codes": ["IM-08"]}))
    assert found(team, request, laws={"IM-08"}) == [refused]


def test_without_a_law_those_without_one_are_alike(team: Team) -> None:
    request = journeys.submitted(team)
    none = journeys.refused(team, journeys.submitted(team, law={"codes": [], "no_law_claimed": True}))
    journeys.refused(team, journeys.submitted(team))
    assert found(team, request, laws=set()) == [none]


def test_only_the_latest_requests_are_looked_through(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    request = journeys.submitted(team)
    old, new = journeys.refused(team), journeys.refused(team)
    assert found(team, request) == [new, old]
    monkeypatch.setattr(precedents, "RECENT", 1)
    assert found(team, request) == [new]


def test_a_decision_that_no_longer_stands_is_none(team: Team) -> None:
    earlier = journeys.refused(team)
    request = journeys.submitted(team)
    assert found(team, request) == [earlier]
    earlier = journeys.closed(team, earlier)
    reopening.reopen(key=earlier.key, by=team.ig_lead, reason="They wrote again")
    assert found(team, request) == []


def test_an_outside_guardian_reads_none(team: Team, as_person: SignIn) -> None:
    """A guest sees the one request, without precedents or links."""
    decided(team, "A serious crime, and a risk that is imminent")
    request = journeys.at_decision(team)
    guest = people.an_outside_guardian(team.practice)
    outside_guardian.invite(key=request.key, by=team.ig_lead, guardian=guest, reason="Everyone prepared it")
    client = as_person(guest)
    page = words_of(client.get(reverse("decision", args=[request.key])))
    assert OPENS not in page
    assert "a risk that is imminent" not in page
    assert client.get(reverse("precedents", args=[request.key])).status_code == 403


def test_who_may_not_open_an_earlier_request_finds_no_link(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = decided(team, "A serious crime")
    request = journeys.submitted(team)
    monkeypatch.setattr(precedents, "visible_to", lambda access: Request.objects.none())
    (row,) = selectors.few_precedents(request, access_of(team.ig_lead), laws={"PO-01"}, items={"D06"})
    shown = precedent_of(row)
    assert (shown.name, shown.href) == ("", "")
    assert earlier.reference not in str(shown)


def test_a_few_beside_and_all_on_a_page_the_newest_first(team: Team, as_person: SignIn) -> None:
    earlier = [journeys.refused(team, journeys.submitted(team)) for _ in range(FEW + 6)]
    request = journeys.triaged(team, journeys.submitted(team))
    client = as_person(team.ig_lead)
    shown = beside(client, request, "legal_basis")
    assert f"({FEW})" in shown
    assert [case.reference in shown for case in reversed(earlier)] == [True] * FEW + [False] * 6
    address = reverse("precedents", args=[request.key])
    assert f'href="{address}"' in shown
    first, second = words_of(client.get(address)), words_of(client.get(f"{address}?page=2"))
    assert earlier[-1].reference in first
    assert earlier[0].reference not in first
    assert earlier[0].reference in second


def test_nothing_yet(team: Team, as_person: SignIn) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    client = as_person(team.ig_lead)
    assert "There is none yet." in beside(client, request, "legal_basis")
    assert "There is none yet" in words_of(client.get(reverse("precedents", args=[request.key])))
    words = journeys.triaged(
        team, journeys.submitted(team, items={"codes": [], "own_words": ["His shoe size"]})
    )
    assert "There is none yet" in words_of(client.get(reverse("precedents", args=[words.key])))


def test_for_those_who_review_or_decide(team: Team, as_person: SignIn) -> None:
    request = journeys.at_decision(team)
    address = reverse("precedents", args=[request.key])
    for person, status in (
        (team.ig_lead, 200),
        (team.clinical_reviewer, 200),
        (team.caldicott_guardian, 200),
        (team.practice_manager, 403),
        (team.auditor, 403),
        (team.front_desk, 404),
    ):
        assert as_person(person).get(address).status_code == status


def test_few_queries(team: Team, as_person: SignIn) -> None:
    for _ in range(3):
        decided(team, "A serious crime")
    for person, request, page in (
        (team.ig_lead, journeys.triaged(team, journeys.submitted(team)), "legal_basis"),
        (team.caldicott_guardian, journeys.at_decision(team), "decision"),
        (team.caldicott_guardian, journeys.at_decision(team), "precedents"),
    ):
        client = as_person(person)
        client.get(reverse(page, args=[request.key]))
        with counted() as asked:
            client.get(reverse(page, args=[request.key]))
        assert len(asked) <= MOST_A_PAGE, "\n".join(asked)


def test_it_reads_nothing_but_by_an_index(team: Team) -> None:
    request = decided(team, "A serious crime")
    with CaptureQueriesContext(connection) as captured:
        found(team, request)
    (sql,) = [query["sql"] for query in captured.captured_queries if "requests_app_decision" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        plan = list(nodes(cursor.fetchone()[0][0]["Plan"]))
    tables = {model._meta.db_table for model in (Request, Decision, Requester, AskedItem, LegalBasisFinding)}
    read = [node for node in plan if node.get("Relation Name") in tables]
    assert {node["Relation Name"] for node in read} == tables
    for node in read:
        assert node["Node Type"] == "Bitmap Heap Scan" or "Index Cond" in node, str(node)
