"""The API's description is complete, is the one in the repository, and can be read by people."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from kit.problems import slug_of
from practices.models import Person
from requests_app.api.reference import PROBLEMS, operations
from tests.factories.journeys import Team
from tests.integration.api.conftest import Program

FILE = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
AsPerson = Callable[[Person], Client]


def test_the_description_in_the_repository_is_the_codes_own() -> None:
    """Write it anew with `manage.py spectacular --file docs/openapi.yaml --validate --fail-on-warn`."""
    written = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=written)
    assert yaml.safe_load(written.getvalue()) == yaml.safe_load(FILE.read_text())


def test_every_address_and_method_is_described() -> None:
    described = yaml.safe_load(FILE.read_text())["paths"]
    for name, methods in {
        "api_me": {"get"},
        "api_requests": {"get", "post"},
        "api_request": {"get"},
        "api_entries": {"get"},
        "api_incidents": {"get"},
        "api_incident": {"get"},
        "api_handovers": {"get", "post"},
        "api_handover": {"get"},
        "api_handover_answer": {"post"},
        "api_requesters": {"get"},
        "api_requester": {"get"},
    }.items():
        pattern = "/" + get_resolver().reverse_dict.getlist(name)[0][0][0][0].replace("%(key)s", "{key}")
        assert set(described[pattern]) == methods
    assert len(described) == 11


def test_every_answer_is_described_as_it_is_sent() -> None:
    for methods in yaml.safe_load(FILE.read_text())["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                kind = "application/json" if status.startswith("2") else "application/problem+json"
                assert set(answer["content"]) == {kind}, (operation["operationId"], status)


def test_a_program_and_a_person_may_fetch_it(team: Team, program: Program, as_person: AsPerson) -> None:
    for answer in (program.get("/api/v1/schema/"), as_person(team.front_desk).get("/api/v1/schema/")):
        assert answer.status_code == 200
        assert yaml.safe_load(answer.content)["info"]["title"] == "Disclosure Desk"
    assert Client().get("/api/v1/schema/").status_code == 401


def test_the_page_explains_every_operation_and_every_problem(team: Team, as_person: AsPerson) -> None:
    page = as_person(team.practice_administrator).get("/api-reference/").content.decode()
    assert {one.id for one in operations()} == {
        "me",
        "list_requests",
        "log_request",
        "read_request",
        "read_entries",
        "list_incidents",
        "read_incident",
        "list_handovers",
        "make_handover",
        "read_handover",
        "answer_handover",
        "list_requesters",
        "read_requester",
    }
    for one in operations():
        assert f'id="{one.id}"' in page
        assert f"{one.method} {one.path}" in page
    for each in PROBLEMS:
        assert f'id="{slug_of(each)}"' in page


@pytest.mark.parametrize(
    "path", ["received.channel", "subject.people[].nhs_number", "law.instrument.dated", "items.codes"]
)
def test_the_page_names_every_field_that_is_sent(path: str) -> None:
    logs = next(one for one in operations() if one.id == "log_request")
    assert path in {field.path for field in logs.sends}
    assert {field.path for field in logs.sends if field.required} >= {"purpose", "purpose.purpose"}
    assert "key" in {field.path for field in logs.gives}
    assert [field.path for field in logs.parameters] == ["Idempotency-Key"]
