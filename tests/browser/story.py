"""How a person goes through pages in a test: what they meet, press and type."""

from collections.abc import Callable

from playwright.sync_api import Page


class Story:
    """One person's way through the pages: each is checked and pictured as it is met."""

    def __init__(
        self, page: Page, check: Callable[..., None], picture: Callable[..., None], name: str
    ) -> None:
        self.page, self.check, self.picture, self.name = page, check, picture, name

    def meets(self, h1: str, name: str, status: int = 200) -> None:
        """The page is the right one, clean and fits; a picture of it is kept."""
        self.check(self.page, h1, status)
        self.picture(self.page, f"log-{name}-{self.name}")

    def presses(self, text: str) -> None:
        """A button or a link that looks like one."""
        self.page.get_by_role("button", name=text, exact=True).click()

    def date(self, label: str, day: str, month: str, year: str) -> None:
        """A date in its three inputs."""
        group = self.page.get_by_role("group", name=label)
        for part, value in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(part).fill(value)
