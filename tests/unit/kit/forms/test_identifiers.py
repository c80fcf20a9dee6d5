"""NHS numbers: length, check digit, nation, and numbers for tests."""

from typing import Any

import nhs_number
import pytest

from kit import forms
from kit.forms.identifiers import is_test_number

REGIONS = {
    "england": nhs_number.REGION_ENGLAND_WALES_IOM,
    "scotland": nhs_number.REGION_SCOTLAND,
    "northern_ireland": nhs_number.REGION_NORTHERN_IRELAND,
}


def with_check_digit(nine: str) -> str:
    return f"{nine}{nhs_number.calculate_checksum(nine)}"


NUMBERS = {
    "england": with_check_digit("400000000"),
    "scotland": with_check_digit("010280123"),
    "northern_ireland": with_check_digit("320000000"),
}


def form_with(text: str, **options: Any) -> forms.Form:
    return type("One", (forms.Form,), {"it": forms.NhsNumberField(**options)})({"it": text})


def error(text: str, **options: Any) -> str:
    return form_with(text, **options).errors["it"][0]


@pytest.mark.parametrize(
    "text", ["9990000018", "999 000 0018", " 999-000-0018 ", "999.000.0018", "999\u00a0000 0018"]
)
def test_it_is_cleaned_to_digits(text: str) -> None:
    form = form_with(text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["it"] == "9990000018"


def test_it_may_be_left_out() -> None:
    form = form_with("", required=False)
    assert form.is_valid()
    assert form.cleaned_data["it"] == ""
    assert error("") == "Enter NHS number"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("999 000 001", "NHS number must be 10 digits: you entered 9"),
        ("999 000 00180", "NHS number must be 10 digits: you entered 11"),
        ("999 000 001O", "NHS number must be 10 digits, without letters or other signs"),
        ("٩٩٩٠٠٠٠٠١٨", "NHS number must be 10 digits, without letters or other signs"),
        (
            "999 123 4560",
            "Check the NHS number: its last digit does not fit the others, so one of them is wrong",
        ),
    ],
)
def test_each_mistake_has_its_advice(text: str, message: str) -> None:
    assert error(text) == message


def test_numbers_for_tests_are_refused_in_production_only(settings: Any) -> None:
    assert is_test_number("9990000018")
    assert form_with("9990000018", nation="england").is_valid()
    settings.ENVIRONMENT = "production"
    assert "those that begin 999 are for tests only" in error("9990000018")
    assert form_with(NUMBERS["england"]).is_valid()


@pytest.mark.parametrize("nation", NUMBERS)
def test_each_nation_takes_its_own_numbers(nation: str) -> None:
    assert form_with(NUMBERS[nation], nation=nation).is_valid()
    assert form_with(NUMBERS[nation]).is_valid()
    other = "scotland" if nation != "scotland" else "northern_ireland"
    assert "was issued by another nation" in error(NUMBERS[nation], nation=other)


def test_wales_shares_england_s_numbers_and_the_names_differ() -> None:
    assert form_with(NUMBERS["england"], nation="wales").is_valid()
    assert error("1", nation="scotland") == "CHI number must be 10 digits: you entered 1"
    assert error("1", nation="northern_ireland") == "H&C number must be 10 digits: you entered 1"


def test_ranges_that_nobody_issues() -> None:
    assert "are not issued" in error(with_check_digit("500000001"))


def test_an_unknown_nation_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="nation must be one of"):
        forms.NhsNumberField(nation="france")


def test_what_the_macro_gets() -> None:
    params = form_with("")["it"].params
    assert (params["inputmode"], params["spellcheck"], params["width"]) == ("numeric", False, 10)
    assert "999 000 0018" in params["hint"]["text"]
    assert "hint" not in form_with("", nation="scotland")["it"].params
