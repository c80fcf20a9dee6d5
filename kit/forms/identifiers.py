"""Numbers that name a person: checked by the `nhs-number` package, told apart by nation."""

from typing import Any

import nhs_number
from django.conf import settings
from django.core.exceptions import ValidationError

from kit.forms.text import TextField

WIDTH = 10
# Issued only to made-up patients: never in production, and the only numbers to use anywhere else.
TEST_PREFIX = "999"

# Each nation's own name for the number, and the ranges it issues.
_ENGLAND_WALES = ("NHS number", nhs_number.REGION_ENGLAND_WALES_IOM)
NATIONS = {
    "england": _ENGLAND_WALES,
    "wales": _ENGLAND_WALES,
    "scotland": ("CHI number", nhs_number.REGION_SCOTLAND),
    "northern_ireland": ("H&C number", nhs_number.REGION_NORTHERN_IRELAND),
}


def is_test_number(digits: str) -> bool:
    """Whether a number is of the range for made-up patients."""
    return digits.startswith(TEST_PREFIX)


class NhsNumberField(TextField):
    """A ten-digit number; cleaned to its digits, or to "" when it may be left out.

    Spaces, hyphens and dots don't matter. `nation` (england, wales, scotland, northern_ireland) narrows the
    ranges: a patient of an English practice may have been numbered in Scotland, so without it any nation's
    number is taken.
    """

    inputmode = "numeric"
    spellcheck = False

    def __init__(
        self, *args: Any, label: str = "NHS number", nation: str | None = None, **kwargs: Any
    ) -> None:
        if nation is not None and nation not in NATIONS:
            raise ValueError(f"nation must be one of {', '.join(NATIONS)}")
        kwargs.setdefault("hint", "A 10 digit number, for example 999 000 0018" if nation is None else "")
        kwargs.setdefault("width", WIDTH)
        super().__init__(*args, label=label, **kwargs)
        self.nation = nation

    def to_python(self, value: Any) -> str:
        """Digits only; letters are kept, so that `validate` can speak of them."""
        return "".join(character for character in str(value or "") if character not in " -.\t\u00a0")

    def validate(self, value: str) -> None:
        """Length, check digit and range, each with its own advice."""
        super().validate(value)
        if not value:
            return
        name, region = NATIONS[self.nation] if self.nation else ("NHS number", None)
        if not (value.isascii() and value.isdigit()):
            raise ValidationError(f"{name} must be 10 digits, without letters or other signs", code="digits")
        if len(value) != 10:
            message = f"{name} must be 10 digits: you entered {len(value)}"
            raise ValidationError(message, code="length")
        if not nhs_number.is_valid(value):
            message = f"Check the {name}: its last digit does not fit the others, so one of them is wrong"
            raise ValidationError(message, code="check_digit")
        if is_test_number(value):
            if settings.ENVIRONMENT == "production":
                message = f"Enter the patient’s real {name}: those that begin 999 are for tests only"
                raise ValidationError(message, code="test_number")
        elif region is not None and not region.contains_number(value):
            raise ValidationError(f"Enter a {name}: this number was issued by another nation", code="nation")
        elif region is None and not any(own.contains_number(value) for _, own in NATIONS.values()):
            message = f"Check the {name}: numbers that begin like this are not issued"
            raise ValidationError(message, code="range")
