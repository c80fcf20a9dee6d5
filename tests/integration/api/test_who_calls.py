"""Who calls: by a token in force or by a session, and nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from audit.ledger.api import entries, log_name
from practices import service_accounts
from practices.models import Person, ServiceToken
from requests_app.models import Request
from tests.factories.journeys import Team
from tests.integration.api.conftest import REQUESTS, Program
from tests.integration.api.letters import a_letter

ME = "/api/v1/me/"
AsPerson = Callable[[Person], Client]


def test_a_program_is_told_who_it_is(team: Team, program: Program) -> None:
    assert program.get(ME).json() == {
        "id": program.person.opaque,
        "name": "Docman intake",
        "is_program": True,
        "token_expires_at": program.get(ME).json()["token_expires_at"],
        "rights": {"Y99991": ["draft_request", "log_request"]},
    }
    assert program.get(ME).json()["token_expires_at"]


def test_a_person_is_told_who_they_are(team: Team, as_person: AsPerson) -> None:
    told = as_person(team.auditor).get(ME).json()
    assert (told["id"], told["is_program"], told["token_expires_at"]) == (team.auditor.opaque, False, None)
    assert "read_ledger" in told["rights"]["Y99991"]


def test_nobody_is_asked_who_they_are() -> None:
    answer = Client().get(ME)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "header", ["Bearer desk_unknown", "Bearer", "Basic {token}", "{token}", "Bearer x{token}"]
)
def test_any_other_token_is_refused_also_beside_a_session(
    team: Team, program: Program, as_person: AsPerson, header: str
) -> None:
    sent = {"Authorization": header.format(token=program.token)}
    for client in (Client(), as_person(team.ig_lead)):
        assert client.get(ME, headers=sent).status_code == 401


def test_a_token_ends_on_its_day_and_when_it_is_revoked(team: Team, program: Program) -> None:
    token = ServiceToken.objects.get()
    with time_machine.travel(token.expires_at - timedelta(seconds=1), tick=False):
        assert program.get(ME).status_code == 200
    with time_machine.travel(token.expires_at, tick=False):
        assert program.get(ME).status_code == 401
    service_accounts.revoke(token=token, by=team.practice_administrator)
    assert program.get(ME).status_code == 401


def test_an_ended_program_is_unknown(team: Team, program: Program) -> None:
    service_accounts.end(account=program.account, by=team.practice_administrator)
    assert program.get(REQUESTS).status_code == 401
    assert program.log().status_code == 401
    assert not Request.objects.exists()


def test_the_last_use_of_a_token_is_kept(program: Program) -> None:
    before = timezone.now()
    program.get(ME)
    assert ServiceToken.objects.get().last_used_at >= before


def test_a_token_opens_no_page(program: Program) -> None:
    sent = {"Authorization": f"Bearer {program.token}"}
    for page in ("/", "/requests/", "/requests/new/", "/people/", "/api-reference/"):
        answer = program.client.get(page, headers=sent)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_a_session_writes_nothing_without_the_forms_token(team: Team) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(team.practice_manager)
    answer = browser.post(REQUESTS, "{}", content_type="application/json")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_a_refusal_is_in_the_ledger(team: Team, as_person: AsPerson) -> None:
    answer = as_person(team.ig_lead).post(REQUESTS, a_letter(), content_type="application/json")
    assert answer.status_code == 403
    found = [entry for entry in entries(log_name(None)) if entry.event == "attempt.refused"]
    assert [entry.facts["attempt"] for entry in found] == ["page.api_requests"]
    assert found[0].actor == team.ig_lead.opaque


def test_a_program_whose_rights_were_taken_logs_nothing(program: Program) -> None:
    """Guardian's rows are needed as much as the account."""
    program.person.practiceuserobjectpermission_set.all().delete()
    answer = program.log()
    assert answer.status_code == 403
    assert "Information governance lead" in answer.json()["who_can"]
    assert program.get(REQUESTS).json()["total"] == 0
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/nothing/", "/api/v1/requests/00000000-0000-0000-0000-000000000000/decide/"]
)
def test_where_nothing_is_programs_get_a_problem(program: Program, path: str) -> None:
    answer = program.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["type"] == "/api-reference/#not-visible"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused_with_what_is_taken(program: Program, method: str) -> None:
    sent = {"Authorization": f"Bearer {program.token}"}
    answer = getattr(program.client, method)(REQUESTS, headers=sent)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, POST, HEAD"
    assert answer["Content-Type"] == "application/problem+json"


def test_only_json_is_offered(program: Program) -> None:
    answer = program.get(ME, Accept="text/html")
    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"
