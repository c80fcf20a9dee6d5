"""The auditor takes a practice's ledger away, and whoever gets the file can check it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys
from tests.integration.journey.conftest import make_team
from tests.support.exports import unpacked, verified
from tests.support.signing import TestSigner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]
H1 = "Export the ledger for checking"


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_ledger_is_exported_and_checked(
    transactional_db: None,
    tmp_path: Path,
    settings: Any,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> None:
    signer, team = TestSigner(tmp_path / "ledger", settings), make_team()
    journeys.disclosed(team)
    page = new_page(viewport=viewport)
    sign_in(page, team.auditor)
    page.goto("/audit/")
    page.get_by_role("link", name=H1).click()
    expect(page.get_by_text("has been signed yet")).to_be_visible()
    assert_accessible(page, H1)
    signer.sign()
    page.reload()
    screenshot(page, f"export-{viewport['width']}")
    assert_accessible(page, H1)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export the ledger").click()
    assert waiting.value.suggested_filename.startswith("ledger-Y99991-")
    data = Path(waiting.value.path()).read_bytes()
    assert verified(unpacked(data, tmp_path / "unpacked")).code == 0
