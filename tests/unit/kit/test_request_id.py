"""Whose number for a request is taken."""

import pytest

from kit.request_id import accepted_or_new


@pytest.mark.parametrize("offered", ["4f2c9a1be07d", "edge-2026.11_7", "a" * 64])
def test_a_plain_token_is_taken(offered: str) -> None:
    assert accepted_or_new(offered) == offered


@pytest.mark.parametrize(
    "offered",
    [None, "", "short", "a" * 65, "9434765919", "two words here", "line\nbreak-here", "<script>alert"],
)
def test_anything_else_is_replaced(offered: str | None) -> None:
    made = accepted_or_new(offered)
    assert made != offered
    assert len(made) == 32
    assert made != accepted_or_new(offered)
