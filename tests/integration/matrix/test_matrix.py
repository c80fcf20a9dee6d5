"""Who may open what: every address and method of the service for everybody, cell by cell."""

import pytest

from requests_app.urls import urlpatterns as of_requests
from tests.integration.matrix.pages import PAGES
from tests.integration.matrix.table import METHODS, TABLE, Row
from tests.integration.matrix.walk import Cell, addresses, answer
from tests.integration.matrix.world import ACTORS, Thing, World
from tests.support.queries import MOST_A_PAGE

SIGN_IN = "/accounts/login/?next="
OURS = {"kit", "practices", "requests_app", "audit", "consent"}
FROM_ALLAUTH = {
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
#: A mailed link signs out whoever else is signed in in that browser.
SIGNED_OUT_BY = {"account_reset_password_from_key": ("person.signed_out",)}
#: Who is signed in already is led on from the page for signing in.
LED_ON = {"account_login"}
#: A search of what holds nobody's data: a POST, so that no address carries what was typed.
ONLY_READS = {"law"}
#: What oneself has read is nobody else's business, and no entry of the ledger.
ONES_OWN = {"reminders"}
REFUSED = (403, 404, 405)


def test_every_address_is_in_the_table() -> None:
    found = [name for name, _ in addresses()]
    assert len(found) == len(set(found))
    assert set(found) == set(TABLE)
    assert set(found) == set(PAGES)
    assert {pattern.name for pattern in of_requests} < set(found)


def test_of_other_peoples_views_only_those_that_we_use_are_there() -> None:
    """Each in our layout, which a cell's h1 asks for."""
    others = {name for name, module in addresses() if module.split(".")[0] not in OURS}
    assert others == FROM_ALLAUTH


@pytest.mark.parametrize("name", TABLE)
def test_everybody_gets_what_the_table_says(world: World, name: str) -> None:
    row, thing = TABLE[name], PAGES[name].thing(world)
    wrong = [
        f"{method} as {actor}: {problem}"
        for method in METHODS
        for actor in ACTORS
        for problem in problems(name, row, thing, method, actor, answer(world, name, method, actor))
    ]
    assert not wrong, "\n".join(wrong)


def problems(name: str, row: Row, thing: Thing, method: str, actor: str, cell: Cell) -> list[str]:
    """What is wrong with a cell, in words."""
    status = row.statuses[method, actor]
    if cell.status != status:
        return [f"{cell.status}, not {status}"]
    heading = row.heading(actor).format(case=thing.case)
    to_sign_in = status == 302 and actor == "-" and not name.startswith("account_")
    found = {
        f"the h1 is “{cell.h1}”, not “{heading}”": method == "GET" and status == 200 and cell.h1 != heading,
        f"{cell.queries} queries": method == "GET" and status == 200 and cell.queries > MOST_A_PAGE,
        f"{cell.refused} refusals in the ledger": cell.refused != (status == 403),
        f"led to {cell.led_to}": to_sign_in and not cell.led_to.startswith(SIGN_IN),
        f"changed {cell.changes}": (method == "GET" or to_sign_in)
        and (cell.grown or cell.changes not in ((), SIGNED_OUT_BY.get(name))),
        f"refused, and yet {cell.events}": status in REFUSED
        and bool(cell.views or cell.changes or cell.grown),
        f"views recorded: {cell.views}": thing.request is not None
        and method == "GET"
        and len(cell.views) != (status == 200),
        "nothing was changed": method == "POST"
        and status in (200, 302)
        and actor != "-"
        and name not in LED_ON | ONLY_READS | ONES_OWN
        and not (cell.changes or cell.views),
    }
    return [words for words, is_so in found.items() if is_so]
