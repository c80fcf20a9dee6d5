"""The auditor searches the ledger, reads an entry, takes its receipt, and verifies what they read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from audit.desk import verification
from audit.desk.models import Verification
from audit.ledger.api import log_name, newest_checkpoint
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.databases import as_owner
from tests.support.receipts import parse_receipt
from tests.support.signing import TestSigner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]
Look = Callable[..., None]


@pytest.fixture
def team(transactional_db: None) -> Team:
    made = make_team()
    journeys.disclosed(made)
    journeys.refused(made)
    return made


@pytest.fixture
def signer(team: Team, tmp_path: Path, settings: Any) -> TestSigner:
    return TestSigner(tmp_path, settings)


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(
    request: pytest.FixtureRequest, team: Team, new_page: Callable[..., Page], sign_in: Callable[..., None]
) -> Page:
    found = new_page(viewport=request.param)
    sign_in(found, team.auditor)
    return found


@pytest.fixture
def look(page: Page, assert_accessible: Callable[..., None], screenshot: Callable[[Page, str], None]) -> Look:
    def at(h1: str, name: str, status: int = 200) -> None:
        assert_accessible(page, h1, status=status)
        screenshot(page, f"{name}-{page.viewport_size['width']}")  # type: ignore[index]

    return at


def test_from_the_first_page_to_an_entrys_receipt(
    team: Team, page: Page, look: Look, signer: TestSigner
) -> None:
    signer.sign()
    page.goto("/audit/")
    look("Audit", "audit-practice")
    page.get_by_role("link", name="Search the ledger").click()
    look("Search the ledger", "audit-entries")
    page.get_by_text("Choose what to find").click()
    page.get_by_label("What happened").select_option(label="Refused by the guardian")
    page.get_by_label("Done by").select_option(label=team.caldicott_guardian.full_name)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("row")).to_have_count(2)
    look("Search the ledger", "audit-entries-found")
    page.get_by_role("link", name="Refused by the guardian").click()
    look("Refused by the guardian", "audit-entry")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the receipt").click()
    assert waiting.value.suggested_filename.endswith(".tlog-proof")
    receipt = parse_receipt(Path(waiting.value.path()).read_text())
    assert waiting.value.suggested_filename == f"entry-{receipt.index}.tlog-proof"
    page.get_by_role("link", name="Everything about").click()
    expect(page.get_by_role("link", name="Draft started")).to_be_visible()


def test_what_can_not_be_searched_for_says_why(page: Page, look: Look) -> None:
    page.goto("/audit/Y99991/entries/")
    page.get_by_text("Choose what to find").click()
    page.get_by_label("Reference of the request").fill("Y99991-2026-9999")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="No request with this reference is here")).to_be_visible()
    look("Search the ledger", "audit-entries-error", status=422)


def test_a_verification_from_asking_to_the_alarm(
    team: Team, page: Page, look: Look, signer: TestSigner
) -> None:
    signer.sign()
    page.goto("/audit/Y99991/verification/")
    look("Verify the ledger", "verification-none")
    page.get_by_role("button", name="Start a verification").click()
    expect(page.get_by_text("A verification waits to begin")).to_be_visible()
    Verification.objects.update(entries_total=500, entries_checked=120)
    page.get_by_role("link", name="See how far it is now").click()
    look("Verify the ledger", "verification-waiting")
    verification.work()
    page.reload()
    expect(page.get_by_text("Nothing wrong found")).to_be_visible()
    with as_owner() as owner:
        owner.execute("ALTER TABLE ledger_event DISABLE TRIGGER ledger_event_fixed")
        owner.execute("UPDATE ledger_event SET leaf_hash = sha256('x') WHERE leaf_index = 3")
    verification.ask(team.practice, by=team.auditor)
    verification.work()
    page.reload()
    expect(page.get_by_text("failed its verification")).to_be_visible()
    look("Verify the ledger", "verification-failed")
    page.get_by_role("link", name="entry 3", exact=True).click()
    expect(page.get_by_text("This entry was changed")).to_be_visible()
    page.goto("/audit/verification/")
    look("Verification of all ledgers", "verifications")


def test_the_guardian_is_warned_and_has_the_decisions_receipt(
    team: Team,
    signer: TestSigner,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
) -> None:
    case = journeys.refused(team)
    signer.sign()
    page = new_page(viewport=NARROW)
    sign_in(page, team.caldicott_guardian)
    page.goto(case.get_absolute_url())
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the receipt of this decision").click()
    assert waiting.value.suggested_filename.endswith(".tlog-proof")
    page.goto(f"{case.get_absolute_url()}history/")
    assert_accessible(page, f"{case.reference} History")
    screenshot(page, "request-history")
    with as_owner() as owner:
        owner.execute("ALTER TABLE ledger_event DISABLE TRIGGER ledger_event_fixed")
        owner.execute("UPDATE ledger_event SET leaf_hash = sha256('x') WHERE leaf_index = 3")
    verification.ask(team.practice, by=team.auditor)
    verification.work()
    page.goto(case.get_absolute_url())
    expect(page.get_by_role("region", name="Warning about the ledger")).to_be_visible()
    assert_accessible(page, str(case.reference))
    screenshot(page, "request-warned")
    page.get_by_role("link", name="Download the receipt of this decision").click()
    expect(page.get_by_text("The ledger can’t prove this entry")).to_be_visible()


def test_an_auditor_of_two_practices_chooses_or_searches_both(team: Team, page: Page, look: Look) -> None:
    other = make_team("Y99992", "Hillside Surgery")
    people.a_membership(other.practice, "auditor", person=team.auditor)
    journeys.refused(other)
    page.goto("/audit/")
    look("Audit", "audit-practices")
    page.get_by_role("link", name="search the ledgers of all of them").click()
    expect(page.get_by_role("columnheader", name="Practice")).to_be_attached()
    look("Search the ledger", "audit-entries-everywhere")


def test_a_kept_checkpoint_is_compared(team: Team, page: Page, look: Look, signer: TestSigner) -> None:
    signer.sign()
    kept = newest_checkpoint(log_name(team.practice.public_id))
    assert kept
    page.goto("/audit/checkpoints/")
    page.get_by_text("The checkpoint of Larkmoor Road Surgery").click()
    expect(page.get_by_label("Checkpoint: Larkmoor Road Surgery")).to_have_text(str(kept.note).strip())
    look("Checkpoints of the ledger", "checkpoints")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("link", name="Paste the mail or the checkpoint")).to_be_visible()
    look("Checkpoints of the ledger", "checkpoints-error", status=422)
    page.get_by_label("The mail, or the checkpoint in it").fill(f"Keep this\n\n{kept.note}\nThank you")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("The ledger still has exactly these")).to_be_visible()
    look("Checkpoints of the ledger", "checkpoints-compared")
