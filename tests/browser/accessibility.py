"""Checks of a page as it stands in the browser: its heading, axe's rules, its width."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

# WCAG 2.2 AA, and axe's own good practice (order of headings, landmarks).
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
FOLDING = 50  # tenths of a second: the design system's script folds a moment after the window changed
_axe = Axe()


def violations(page: Page) -> list[str]:
    """What axe finds, a line each: rule, help, and the elements concerned."""
    found = _axe.run(page, options=OPTIONS).response["violations"]
    return [f"{v['id']}: {v['help']}\n" + "\n".join(_element(node) for node in v["nodes"]) for v in found]


def _element(node: dict) -> str:
    where = " ".join(map(str, node["target"]))
    return f"    {where}\n        {node['html'][:200]}\n        {node['failureSummary']}"


def assert_heading(page: Page, h1: str) -> None:
    """The page has one h1, and it reads so (a caption before it may be left out)."""
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).to_contain_text(h1)


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways, once the header has folded its links for the window's size."""
    for _ in range(FOLDING):
        wide, seen = page.evaluate(WIDTHS)
        if wide <= seen:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} is {wide} px wide in a window of {seen} px: {_widest(page)}")


def _widest(page: Page) -> list[str]:
    """The elements that stick out, for whoever has to mend it."""
    return page.evaluate(
        """[...document.querySelectorAll("body *")]
        .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
    )
