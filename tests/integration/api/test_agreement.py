"""A program names the agreement of the register that a letter cites."""

import pytest

from requests_app.models import Request
from tests.factories import agreements as made
from tests.factories.journeys import Team
from tests.integration.api.conftest import Program
from tests.integration.api.letters import a_letter

NOBODY = "00000000-0000-0000-0000-000000000000"


def test_it_is_cited(team: Team, program: Program) -> None:
    agreement = made.in_force(team)
    answer = program.log(a_letter(law={"agreement": str(agreement.key)}))
    assert answer.status_code == 201, answer.content
    assert Request.objects.get().agreement == agreement


@pytest.mark.parametrize("empty", [True, False], ids=["empty-register", "another"])
def test_one_that_is_not_there(team: Team, program: Program, empty: bool) -> None:
    if not empty:
        made.in_force(team)
    answer = program.log(a_letter(law={"agreement": NOBODY}))
    assert answer.status_code == 422, answer.content
    assert [row["pointer"] for row in answer.json()["errors"]] == ["/law/agreement"]
    assert not Request.objects.exists()


def test_none_is_named(team: Team, program: Program) -> None:
    made.in_force(team)
    assert program.log(a_letter(law={"agreement": None})).status_code == 201
    assert Request.objects.get().agreement is None
