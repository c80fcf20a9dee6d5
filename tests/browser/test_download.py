"""The auditor downloads a period, sees it in the list, and gets the same file again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from practices.models import Practice
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.audit.downloading import read
from tests.integration.journey.conftest import make_team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]
H1 = "Download decisions and disclosures"


@pytest.fixture
def team(transactional_db: None) -> Team:
    made = make_team()
    journeys.disclosed(made)
    return made


def downloaded(page: Page, button: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).first.click()
    assert waiting.value.suggested_filename.startswith("decisions-Y99991-")
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_period_is_downloaded_and_again(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> None:
    page = new_page(viewport=viewport)
    sign_in(page, team.auditor)
    page.goto("/audit/Y99991/decisions/")
    expect(page.get_by_text("Nobody has downloaded")).to_be_visible()
    file = downloaded(page, "Download")
    assert {row["What happened"] for row in read(file.decode())} == {"Decided", "Disclosed"}
    journeys.refused(team)
    page.reload()
    assert downloaded(page, "Again") == file
    page.goto("/audit/Y99991/decisions/")
    screenshot(page, f"download-{viewport['width']}")
    assert_accessible(page, H1)
    page.get_by_role("textbox", name="Year").last.fill("1999")
    page.get_by_role("button", name="Download").click()
    expect(page.get_by_role("link", name="Last day must be the same as or after")).to_be_visible()
    screenshot(page, f"download-error-{viewport['width']}")
    assert_accessible(page, H1, status=422)


def test_an_auditor_of_two_practices_chooses(
    team: Team, page: Page, sign_in: Callable[..., None], assert_accessible: Callable[..., None]
) -> None:
    other: Practice = people.a_practice(name="Hillside Surgery")
    people.a_membership(other, "auditor", person=team.auditor)
    sign_in(page, team.auditor)
    page.goto("/audit/")
    assert_accessible(page, "Audit")
    page.get_by_role("link", name="Hillside Surgery").click()
    page.get_by_role("link", name="Download decisions and disclosures").click()
    assert_accessible(page, H1)
