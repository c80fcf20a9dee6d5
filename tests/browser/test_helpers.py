"""The helpers find what they are there to find: each test here breaks a good page and sees the finding."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_fits, violations

ADDRESS = "/development/components/"


def found(page: Page) -> list[str]:
    """What the watch saw, taken from it, so that this test doesn't fail at its end."""
    watch: Any = page.desk_watch  # type: ignore[attr-defined]
    bad = list(watch.bad)
    watch.bad.clear()
    return bad


@pytest.fixture
def components(page: Page) -> Page:
    page.goto(ADDRESS)
    assert found(page) == []
    return page


@pytest.mark.parametrize(
    ("script", "finding"),
    [
        ("console.error('broken')", "console: broken"),
        ("setTimeout(() => { throw new Error('thrown') })", "script: thrown"),
        ("fetch('/static/absent.js')", "404 for"),
        ("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')", "style"),
        (
            "document.body.append(Object.assign(document.createElement('script'), {text: 'ran = 1'}))",
            "script",
        ),
        (
            "document.body.append(Object.assign(new Image(), {src: 'http://elsewhere.invalid/x.png'}))",
            "elsewhere.invalid",
        ),
    ],
)
def test_what_happens_behind_the_page_is_seen(components: Page, script: str, finding: str) -> None:
    components.evaluate(f"() => {{ {script} }}")
    components.wait_for_timeout(300)
    assert any(finding in line for line in found(components))


def test_the_policy_stops_a_script_in_the_page(components: Page) -> None:
    components.evaluate(
        "() => document.body.append(Object.assign(document.createElement('script'), {text: 'ran = 1'}))"
    )
    assert components.evaluate("() => window.ran") is None
    assert found(components)


def test_axe_finds_an_input_without_a_label(components: Page) -> None:
    assert violations(components) == []
    components.evaluate("() => document.querySelector('label[for=id_email]').remove()")
    assert any(line.startswith("label:") for line in violations(components))


def test_a_page_that_is_too_wide_is_found(components: Page) -> None:
    assert_fits(components)
    components.evaluate("() => document.querySelector('h1').textContent = 'x'.repeat(2000)")
    components.evaluate("() => document.querySelector('h1').classList.add('desk-sort')")
    with pytest.raises(AssertionError, match="px wide"):
        assert_fits(components)


def test_a_wrong_heading_or_status_is_found(components: Page, assert_accessible: Callable[..., None]) -> None:
    expect.set_options(timeout=500)
    try:
        with pytest.raises(AssertionError):
            assert_accessible(components, "Another page")
        with pytest.raises(AssertionError, match="answered with 200"):
            assert_accessible(components, "Components", status=403)
    finally:
        expect.set_options(timeout=None)
