"""What no link and no form sends: HEAD is as GET, OPTIONS is the framework's, and nothing else is taken."""

import pytest

from tests.integration.matrix.table import TABLE, Row
from tests.integration.matrix.walk import answer
from tests.integration.matrix.world import World

# allauth's pages take a PUT as a POST; without a form's fields it is the form again.
TAKES_PUT = {
    "account_login",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_from_key",
}


def one_of_each(row: Row) -> list[str]:
    """Somebody who may open or send the page, somebody who may not, and nobody."""
    able = row.having("GET", 200) or row.having("POST", 200, 302)
    refused = row.having("GET", 403, 404) or row.having("POST", 403, 404)
    return list(dict.fromkeys([*able[:1], *refused[:1], "-"]))


@pytest.mark.parametrize("name", TABLE)
def test_head_is_as_get(world: World, name: str) -> None:
    row = TABLE[name]
    got = {actor: answer(world, name, "HEAD", actor).status for actor in one_of_each(row)}
    assert got == {actor: row.statuses["GET", actor] for actor in got}


@pytest.mark.parametrize("name", TABLE)
def test_nothing_else_is_taken(world: World, name: str) -> None:
    row = TABLE[name]
    for actor in one_of_each(row):
        as_got = row.statuses["GET", actor]
        # Whoever is refused or sent elsewhere may be so here; whoever opens or sends the page is told 405.
        expected = {405} if as_got == 200 else {405, as_got}
        for method in ("OPTIONS", "PUT", "PATCH", "DELETE"):
            cell = answer(world, name, method, actor)
            answered = method == "OPTIONS" or (method == "PUT" and name in TAKES_PUT)
            assert cell.status in expected | ({200} if answered else set()), f"{method} as {actor}"
            assert (cell.changes, cell.grown) == ((), 0), f"{method} as {actor}"
