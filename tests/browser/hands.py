"""A person's hands on a page of a worked request: what they write, pick and press."""

from datetime import date
from typing import Any

from playwright.sync_api import Page, expect

from requests_app.demonstration.people import Stage
from requests_app.demonstration.scripts import Script
from requests_app.models import Request


class Hands:
    """One worked request in one browser: people take turns, and each page met is checked."""

    def __init__(self, page: Page, stage: Stage, script: Script, *, sign_in: Any, check: Any) -> None:
        self.page, self.stage, self.script = page, stage, script
        self.sign_in, self.check = sign_in, check
        self.case = Request()

    def turn_of(self, role: str) -> None:
        self.sign_in(self.page, self.stage[role])

    def opens(self, step: str, h1: str) -> None:
        self.page.goto(f"/requests/{self.case.key}/{step}/")
        self.check(self.page, h1)

    def writes(self, name: str, text: str) -> None:
        self.page.locator(f'[name="{name}"]').fill(text)

    def picks(self, name: str, value: str) -> None:
        self.page.locator(f'[name="{name}"][value="{value}"]').check()

    def selects(self, name: str, value: str) -> None:
        self.page.locator(f'select[name="{name}"]').select_option(value)

    def dates(self, name: str, day: date) -> None:
        for part in ("day", "month", "year"):
            self.writes(f"{name}_{part}", str(getattr(day, part)))

    def presses(self, text: str) -> None:
        self.page.get_by_role("button", name=text, exact=True).click()

    def told(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()
