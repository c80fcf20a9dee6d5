"""A program's story: an administrator adds it, it logs a request by its token, and the token is revoked."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from requests_app.models import Request
from tests.browser.sizes import NARROW, WIDE
from tests.integration.api.letters import a_letter
from tests.integration.journey.conftest import make_team

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_program_from_its_making_to_its_last_call(
    page: Page,
    sign_in: Callable[..., None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[..., None],
) -> None:
    def look(h1: str, name: str, status: int = 200) -> None:
        for size, width in ((NARROW, "narrow"), (WIDE, "wide")):
            page.set_viewport_size(size)
            assert_accessible(page, h1=h1, status=status)
            screenshot(page, f"program-{name}-{width}")

    # Given an administrator who looks for where programs are kept
    team: Any = make_team()
    sign_in(page, team.practice_administrator)
    page.goto(f"/people/{team.practice.ods_code}/")
    page.get_by_role("link", name="Service accounts").click()
    look("Service accounts", "none")

    # When they add one, at first without a name
    page.get_by_role("button", name="Add a service account").click()
    page.get_by_role("button", name="Add").click()
    look("Add a service account", "error", 422)
    page.get_by_label("What is the program called?").fill("Docman intake")
    page.get_by_role("button", name="Add").click()
    look("Docman intake", "new")

    # And issue a token
    page.get_by_role("button", name="Issue a token").click()
    look("Issue a token", "issue")
    page.get_by_role("button", name="Issue the token").click()
    look("The new token", "token")
    token = page.get_by_label("Token").input_value()
    page.get_by_role("button", name="I have copied it").click()
    look("Docman intake", "issued")

    # Then the program logs a request with it
    sent = {"Authorization": f"Bearer {token}", "Idempotency-Key": "letter-1"}
    letter = json.dumps(a_letter())
    told = Client().post("/api/v1/requests/", letter, content_type="application/json", headers=sent)
    assert told.status_code == 201
    page.goto(f"/people/{team.practice.ods_code}/service-accounts/")
    expect(page.get_by_role("row", name="Docman intake")).not_to_contain_text("Never")
    look("Service accounts", "list")

    # And the register names it
    sign_in(page, team.ig_lead)
    request = Request.objects.get()
    page.goto(f"{request.get_absolute_url()}history/")
    expect(page.get_by_text("Docman intake").first).to_be_visible()
    look("History", "history")

    # When the token is revoked, the program is unknown
    sign_in(page, team.practice_administrator)
    page.goto(f"/people/{team.practice.ods_code}/service-accounts/")
    page.get_by_role("link", name="Docman intake").click()
    page.get_by_role("link", name="Revoke").click()
    look(f"Revoke the token {token[:11]}…", "revoke")
    page.get_by_role("button", name="Revoke the token").click()
    look("Docman intake", "revoked")
    assert Client().get("/api/v1/me/", headers=sent).status_code == 401

    # And whoever writes the program reads how it is done
    page.goto("/api-reference/")
    look("API reference", "reference")
    for fold in page.locator("details").all():
        fold.locator("summary").click()
    look("API reference", "reference-open")
    page.goto(f"/people/{team.practice.ods_code}/service-accounts/")
    page.get_by_role("link", name="Docman intake").click()
    page.get_by_role("button", name="End this account").click()
    look("End Docman intake", "end")
    page.get_by_role("button", name="End the account").click()
    look("Service accounts", "ended")
