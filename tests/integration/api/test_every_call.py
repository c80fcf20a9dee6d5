"""Every operation called in every way that its description allows, and in ways that it forbids."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as desk
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from config.wsgi import application
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.api.conftest import Program

#: Examples an operation.
EXAMPLES = 60
#: The description can't say all that a log is held to, such as that a person signed before today.
MORE_IS_ASKED = ("log_request", [positive_data_acceptance])

# A test holds the file to what is served.
schema = schemathesis.openapi.from_path(Path(desk.BASE_DIR) / "docs" / "openapi.yaml")
schema.app = application


@pytest.fixture
def busy(team: Team, program: Program) -> Program:
    """A program that logged something, at a practice with requests of its own too."""
    journeys.submitted(team)
    assert program.log().status_code == 201
    return program


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_call_fails_or_answers_what_is_not_described(case: Any, busy: Program) -> None:
    """No 5xx, no undescribed status, type or shape; what the description forbids is refused."""
    operation, excluded = MORE_IS_ASKED
    known = {"Authorization": f"Bearer {busy.token}"}
    same = case.operation.definition.raw["operationId"] == operation
    case.call_and_validate(headers=known, excluded_checks=excluded if same else [])
