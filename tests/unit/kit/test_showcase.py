"""The living page of components is written whole, with and without errors."""

import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest
from django.test import RequestFactory

from kit.showcase import components


class Held(BaseStorage):
    """Messages that live as long as the request."""

    def _get(self, *args: object, **kwargs: object) -> tuple[list[object], bool]:
        return [], True

    def _store(self, messages: list[object], *args: object, **kwargs: object) -> list[object]:
        return []


def request(query: str = "") -> HttpRequest:
    made = RequestFactory().get(f"/development/components/{query}")
    made._messages = Held(made)  # type: ignore[attr-defined]
    return made


def test_fresh() -> None:
    html = components(request()).content.decode()
    assert "There is a problem" not in html
    assert "nhsuk-notification-banner" not in html


def test_with_errors_and_messages() -> None:
    html = components(request("?errors=1&messages=1")).content.decode()
    assert "Select how the request came" in html
    assert "nhsuk-notification-banner--success" in html
    assert "Nothing was changed" in html


@pytest.mark.parametrize(("sort", "direction"), [("due", "ascending"), ("-due", "descending")])
def test_sorting_is_announced(sort: str, direction: str) -> None:
    assert f'aria-sort="{direction}"' in components(request(f"?sort={sort}")).content.decode()
