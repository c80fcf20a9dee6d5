"""Which numbers of a caller's are taken over."""

import pytest

from kit.request_id import accepted_or_new


@pytest.mark.parametrize("offered", ["0af7651916cd43dd", "gateway-7.req_12"])
def test_a_plain_token_is_taken(offered: str) -> None:
    assert accepted_or_new(offered) == offered


@pytest.mark.parametrize(
    "offered",
    [None, "", "short", "9990000018", "x" * 65, "with space-123", "line\nbreak-123", "<script>-123"],
)
def test_anything_else_is_replaced(offered: str | None) -> None:
    made = accepted_or_new(offered)
    assert made != offered
    assert len(made) == 32
    assert made != accepted_or_new(offered)
