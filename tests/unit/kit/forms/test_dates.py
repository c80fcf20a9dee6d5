"""Dates in three inputs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from kit import forms
from kit.forms.dates import DateParts, month_number

TODAY = date(2026, 11, 9)


def form_with(field: Any, data: Mapping[str, str] | None = None, **kwargs: Any) -> forms.Form:
    return type("One", (forms.Form,), {"it": field})(data, **kwargs)


def parts(day: str, month: str, year: str) -> dict[str, str]:
    return {"it_day": day, "it_month": month, "it_year": year}


def received(**options: Any) -> forms.DateField:
    return forms.DateField(label="Date received", **options)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("9", "11", "2026"), TODAY),
        ((" 09 ", "Nov", "2026"), TODAY),
        (("9", "november", "2026"), TODAY),
        (("29", "2", "2024"), date(2024, 2, 29)),
    ],
)
def test_a_date_as_people_type_it(typed: tuple[str, str, str], expected: date) -> None:
    form = form_with(received(), parts(*typed))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["it"] == expected


@pytest.mark.parametrize(
    ("typed", "message", "wrong"),
    [
        (("", "", ""), "Enter date received", ("day", "month", "year")),
        (("9", "", ""), "Date received must include a month and a year", ("month", "year")),
        (("", "11", "2026"), "Date received must include a day", ("day",)),
        (("31", "2", "2026"), "Date received must be a real date", ("day",)),
        (("9", "13", "2026"), "Date received must be a real date", ("month",)),
        (("9", "Movember", "2026"), "Date received must be a real date", ("day", "month", "year")),
        (("9", "0", "2026"), "Date received must be a real date", ("day", "month", "year")),
        (("x", "1", "2026"), "Date received must be a real date", ("day", "month", "year")),
        (("٩", "1", "2026"), "Date received must be a real date", ("day", "month", "year")),
        (("9", "1", "0000"), "Date received must be a real date", ("day",)),
        (("9", "1", "26"), "Year of date received must be 4 numbers, for example 2026", ("year",)),
    ],
)
def test_each_mistake_is_named_and_marked(
    typed: tuple[str, str, str], message: str, wrong: tuple[str, ...]
) -> None:
    with time_machine.travel(datetime(2026, 11, 9, 12, tzinfo=UTC)):
        form = form_with(received(), parts(*typed))
        assert form.errors["it"] == [message]
    items = form["it"].params["items"]
    assert (
        tuple(part for part, item in zip(("day", "month", "year"), items, strict=True) if item["error"])
        == wrong
    )
    assert [item["value"] for item in items] == [text.strip() for text in typed]
    assert form.error_list[0]["href"] == f"#id_it_{wrong[0]}"


def test_a_date_may_be_left_out() -> None:
    form = form_with(received(required=False), parts("", "", ""))
    assert form.is_valid()
    assert form.cleaned_data["it"] is None
    assert form_with(received(required=False), {}).is_valid()


@pytest.mark.parametrize(
    ("options", "typed", "message"),
    [
        ({"past": True}, ("10", "11", "2026"), "must be today or in the past"),
        ({"future": True}, ("8", "11", "2026"), "must be today or in the future"),
        ({"not_before": date(2026, 11, 1)}, ("31", "10", "2026"), "the same as or after 1 November 2026"),
        ({"not_after": lambda: TODAY}, ("10", "11", "2026"), "the same as or before 9 November 2026"),
    ],
)
def test_limits(options: dict[str, Any], typed: tuple[str, str, str], message: str) -> None:
    with time_machine.travel(datetime(2026, 11, 9, 12, tzinfo=UTC)):
        field = received(**options)
        assert message in form_with(field, parts(*typed)).errors["it"][0]
        assert form_with(field, parts("9", "11", "2026")).is_valid()


def test_today_is_the_uk_s_and_asked_when_used() -> None:
    field = received(past=True)
    with time_machine.travel(datetime(2026, 6, 9, 22, 59, tzinfo=UTC)):
        assert not form_with(field, parts("10", "6", "2026")).is_valid()
    with time_machine.travel(datetime(2026, 6, 9, 23, 1, tzinfo=UTC)):
        assert form_with(field, parts("10", "6", "2026")).is_valid()


@pytest.mark.parametrize(
    ("initial", "expected"),
    [
        (TODAY, ["9", "11", "2026"]),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), ["1", "7", "2026"]),
        (None, ["", "", ""]),
    ],
)
def test_what_it_begins_with(initial: date | None, expected: list[str]) -> None:
    params = form_with(received(), initial={"it": initial})["it"].params
    assert [item["value"] for item in params["items"]] == expected
    assert [item["name"] for item in params["items"]] == ["it_day", "it_month", "it_year"]
    assert not any(item["error"] for item in params["items"])


def test_a_birth_date_can_be_filled_in_by_the_browser() -> None:
    born = form_with(forms.DateField(label="Date of birth", autocomplete="bday"))["it"].params
    assert [item["autocomplete"] for item in born["items"]] == ["bday-day", "bday-month", "bday-year"]
    plain = form_with(received())["it"].params
    assert {item["autocomplete"] for item in plain["items"]} == {"off"}


@pytest.mark.parametrize(
    ("typed", "changed"), [(("09", "Nov", "2026"), False), (("8", "11", "2026"), True), (("x", "", ""), True)]
)
def test_whether_another_day_is_meant(typed: tuple[str, str, str], changed: bool) -> None:
    form = form_with(received(), parts(*typed), initial={"it": TODAY})
    assert form.has_changed() is changed


def test_a_form_that_does_not_carry_the_date() -> None:
    widget = DateParts()
    assert widget.value_omitted_from_data({}, {}, "it")
    assert not widget.value_omitted_from_data({"it_day": ""}, {}, "it")
    assert widget.value_from_datadict({}, {}, "it") is None
    assert widget.value_from_datadict({"it_day": " 9 "}, {}, "it") == ("9", "", "")


@pytest.mark.parametrize(
    ("text", "number"), [("11", 11), ("n", None), ("Sept", 9), ("ma", None), ("no v", None)]
)
def test_months(text: str, number: int | None) -> None:
    assert month_number(text) == number
