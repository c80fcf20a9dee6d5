"""What a claimed law does to a GP practice, in the few words of the request's page."""

from datetime import date

import pytest

from requests_app.law.loader import catalogue
from requests_app.presenters.story_asked import HANDLING, effect_in_words

DAY = date(2026, 11, 10)


@pytest.mark.parametrize("code", list(catalogue().claimable))
def test_everything_that_may_be_claimed_has_words(code: str) -> None:
    assert effect_in_words(catalogue().claimable[code], DAY)


def test_an_exemption_is_never_a_power() -> None:
    for entry in catalogue().exemptions.values():
        assert effect_in_words(entry, DAY) == "An exemption, not a power"


def test_only_certain_compulsion_is_called_so() -> None:
    powers = catalogue().powers
    assert effect_in_words(powers["PO-01"], DAY) == "Permits, and obliges nobody"
    assert effect_in_words(powers["CO-01"], DAY) == "Compels, if its instrument is in order"
    for entry in powers.values():
        if effect_in_words(entry, DAY).startswith("Compels"):
            assert entry.binds_gp == "yes"


def test_every_handling_has_words() -> None:
    assert {item.handling for item in catalogue().items.values()} <= set(HANDLING)
