"""Replies are filled without a blank left over."""

import pytest

from requests_app.law import blanks, catalogue, fill
from requests_app.law.replies import ALWAYS, QUESTION, WITH_DISCLOSURE

VALUES = {name: f"<{name}>" for name in ALWAYS | QUESTION | WITH_DISCLOSURE}


@pytest.mark.parametrize("code", list(catalogue().replies))
def test_every_reply_can_be_filled(code: str) -> None:
    reply = catalogue().replies[code]
    text = fill(reply, VALUES)
    assert "{" not in text
    assert all(VALUES[name] in text for name in blanks(reply.text))
    # What is handed over at the desk comes before there is a reference.
    assert ("reference" in blanks(reply.text)) is (code != "R-DESK")


def test_a_value_with_braces_stays_as_it_is() -> None:
    text = fill(catalogue().replies["R-HOLDING"], VALUES | {"requester_reference": "{practice}"})
    assert "{practice}" in text


def test_a_missing_value_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        fill(catalogue().replies["R-ACK"], {"practice": "Larkmoor Road Surgery"})
