"""Auditor and officer read reports, make files of them, and publish what the public may know."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit.desk.reports import exports
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys, people
from tests.factories.endings import ended
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]
SIZES = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture
def team(transactional_db: None) -> Team:
    made = make_team()
    journeys.disclosed(made)
    journeys.refused(made)
    return made


@SIZES
def test_a_report_is_read_and_made_as_a_file(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> None:
    page = new_page(viewport=viewport)
    sign_in(page, team.auditor)
    page.goto("/audit/")
    page.get_by_role("link", name="Report of decisions and disclosures").click()
    expect(page.get_by_role("cell", name="Decided").first).to_be_visible()
    screenshot(page, f"report-{viewport['width']}")
    assert_accessible(page, "Decisions and disclosures")
    page.get_by_text("Choose the days").first.click()
    page.get_by_role("textbox", name="Year").last.fill("1999")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Last day must be the same as or after")).to_be_visible()
    screenshot(page, f"report-error-{viewport['width']}")
    assert_accessible(page, "Decisions and disclosures", status=422)
    page.go_back()
    page.get_by_role("button", name="Make a file of this").click()
    screenshot(page, f"report-file-{viewport['width']}")
    assert_accessible(page, "Make a file")
    page.get_by_role("radio", name="CSV").check()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_text("to be read")).to_be_visible()
    screenshot(page, f"report-waiting-{viewport['width']}")
    assert_accessible(page, "File of the report")
    exports.make_waiting()
    page.get_by_role("button", name="See how far it is now").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
    assert waiting.value.suggested_filename.startswith("disclosures-Y99991-")
    assert "Decided" in Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    screenshot(page, f"report-ready-{viewport['width']}")
    page.get_by_role("link", name="Files that you made").click()
    expect(page.get_by_text("Ready")).to_be_visible()
    screenshot(page, f"report-files-{viewport['width']}")
    assert_accessible(page, "Files that you made")


@SIZES
def test_the_officer_may_have_names_and_says_why(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> None:
    page = new_page(viewport=viewport)
    sign_in(page, team.data_protection_officer)
    page.goto("/audit/reports/file/")
    page.get_by_role("radio", name="With names, dates of birth").check()
    page.get_by_role("radio", name="PDF").check()
    page.get_by_role("button", name="Make the file").click()
    screenshot(page, f"report-names-error-{viewport['width']}")
    assert_accessible(page, "Make a file", status=422)
    page.get_by_role("textbox", name="Why you need the names").fill("The Commissioner asks")
    page.get_by_role("button", name="Make the file").click()
    exports.make_waiting()
    page.get_by_role("button", name="See how far it is now").click()
    expect(page.get_by_text("The file names people")).to_be_visible()
    screenshot(page, f"report-names-{viewport['width']}")
    assert_accessible(page, "File of the report")


@SIZES
def test_a_transparency_report_is_looked_at_and_published(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> None:
    ended(team.practice, "2026-04", 9)
    ended(team.practice, "2026-05", 3, kind="court")
    ended(team.practice, "2026-06", 8, event="decision.approved")
    page = new_page(viewport=viewport)
    sign_in(page, team.data_protection_officer)
    page.goto("/audit/Y99991/transparency/")
    page.get_by_label("Quarter or financial year").select_option("2026-04.2026-06")
    page.get_by_role("button", name="Show what can be published").click()
    expect(page.get_by_text("[c]").first).to_be_visible()
    screenshot(page, f"transparency-{viewport['width']}")
    assert_accessible(page, "Transparency report")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("does not change")).to_be_visible()
    screenshot(page, f"transparency-published-{viewport['width']}")
    assert_accessible(page, "Published transparency report")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as CSV").click()
    assert waiting.value.suggested_filename == "transparency-Y99991-2026-04-to-2026-06.csv"


def test_one_report_of_several_practices(
    team: Team, page: Page, sign_in: Callable[..., None], assert_accessible: Callable[..., None]
) -> None:
    other = make_team("Y99992", "Hillside Surgery")
    journeys.refused(other)
    people.a_membership(other.practice, "auditor", person=team.auditor)
    sign_in(page, team.auditor)
    page.goto("/audit/")
    page.get_by_role("link", name="one report of all of them").click()
    expect(page.get_by_role("cell", name="Y99992", exact=True).first).to_be_visible()
    assert_accessible(page, "Decisions and disclosures")
    page.get_by_role("button", name="Make a file of this").click()
    assert_accessible(page, "Make a file")
