"""A table reads like a mapping and can't be written."""

import dataclasses
import datetime as dt

import pytest

from requests_app.law import catalogue


def test_it_is_a_read_only_mapping() -> None:
    items = catalogue().items
    assert items.get("D99") is None
    assert len(items) == len(list(items.values())) == 21
    assert not hasattr(items, "__setitem__")
    with pytest.raises(KeyError):
        items["D99"]
    with pytest.raises(KeyError):
        items.editions("D99")


def test_an_entry_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        catalogue().items["D01"].label = "x"  # type: ignore[misc]


def test_before_any_edition_the_newest_is_given_and_says_itself() -> None:
    exemption = catalogue().exemptions.on("EX-04", dt.date(2020, 1, 1))
    assert exemption is catalogue().exemptions["EX-04"]
    assert exemption.in_force_on(dt.date(2020, 1, 1)) == "no"


def test_a_table_without_dates_gives_its_entry_on_any_day() -> None:
    assert catalogue().items.on("D01", dt.date(1990, 1, 1)) is catalogue().items["D01"]
