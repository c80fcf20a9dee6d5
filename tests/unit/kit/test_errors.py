"""Errors that people read: each has a status and a title."""

import pytest

from kit import errors


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotVisible(), 404),
        (errors.NotAllowed("No", who_can="A guardian can"), 403),
        (errors.NotPossible("Not now"), 409),
        (errors.StalePage("It was decided"), 409),
        (errors.InvalidInput("Check it", fields={"reason": "Enter a reason"}), 422),
        (errors.DeskError("No"), 400),
    ],
)
def test_each_has_its_status_title_and_words(error: errors.DeskError, status: int) -> None:
    assert error.status == status
    assert error.title
    assert str(error) == error.message != ""


def test_what_goes_with_them() -> None:
    assert errors.NotAllowed("No", who_can="A guardian can").who_can == "A guardian can"
    assert errors.NotVisible().who_can == ""
    assert errors.InvalidInput("x", fields={"a": "b"}).fields == {"a": "b"}
    assert errors.InvalidInput("x").fields == {}
