"""A date in three inputs, with errors that name what is missing."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone

from kit.dates import long_date
from kit.forms.base import NhsField, lower_first, upper_first
from kit.forms.params import element_id, fieldset

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
Limit = date | Callable[[], date] | None


class DateParts(forms.Widget):
    """Reads `name_day`, `name_month` and `name_year` as three texts, kept as they were typed."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str, str] | None:
        """The three texts, or None when the form doesn't carry them."""
        if not any(f"{name}_{part}" in data for part in PARTS):
            return None
        day, month, year = (str(data.get(f"{name}_{part}") or "").strip() for part in PARTS)
        return day, month, year

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the form carries none of the three."""
        return not any(f"{name}_{part}" in data for part in PARTS)


class PartsError(ValidationError):
    """An error that knows which of the three inputs are wrong."""

    def __init__(self, message: str, code: str, parts: tuple[str, ...]) -> None:
        super().__init__(message, code=code)
        self.parts = parts


def month_number(text: str) -> int | None:
    """11, 011, Nov, november: a month as people write it; None when it is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    found = [number for number, name in enumerate(MONTHS, start=1) if text.lower().startswith(name)]
    return found[0] if found and text.isalpha() else None


def resolve(limit: Limit) -> date | None:
    """A limit may be a date or a function that knows it when asked ("today")."""
    return limit() if callable(limit) else limit


class DateField(NhsField):
    """Day, month and year; cleaned to a date or None. POSTed as `name_day`, `name_month`, `name_year`.

    `not_before` and `not_after` are dates or functions without arguments; `past=True` takes no date after
    today, `future=True` none before it. "Today" is the UK's, asked when the form is used.
    """

    widget = DateParts
    template_name = "forms/date.jinja"

    def __init__(
        self,
        *args: Any,
        not_before: Limit = None,
        not_after: Limit = None,
        past: bool = False,
        future: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.past, self.future = past, future
        self.not_before, self.not_after = not_before, not_after

    @property
    def sentence_name(self) -> str:
        """The label at the beginning of an error."""
        return upper_first(lower_first(str(self.label)))

    def to_python(self, value: Any) -> date | None:
        """Three texts to a date. Raises PartsError naming what is missing or that there is no such day."""
        if value is None or isinstance(value, date):
            return value
        typed = dict(zip(PARTS, value, strict=True))
        if not any(typed.values()):
            return None
        missing = tuple(part for part in PARTS if not typed[part])
        if missing:
            words = " and ".join(f"a {part}" for part in missing)
            raise PartsError(f"{self.sentence_name} must include {words}", "incomplete", missing)
        return self._real_date(typed)

    def _real_date(self, typed: dict[str, str]) -> date:
        month = month_number(typed["month"])
        numbers = [typed["day"], typed["year"]]
        wrong: tuple[str, ...] = PARTS
        if all(text.isascii() and text.isdigit() for text in numbers) and month:
            if len(typed["year"]) != 4:
                year = timezone.localdate().year
                message = f"Year of {lower_first(str(self.label))} must be 4 numbers, for example {year}"
                raise PartsError(message, "year", ("year",))
            try:
                return date(int(typed["year"]), month, int(typed["day"]))
            except (ValueError, OverflowError):
                wrong = ("month",) if not 1 <= month <= 12 else ("day",)
        raise PartsError(f"{self.sentence_name} must be a real date", "invalid", wrong)

    def validate(self, value: date | None) -> None:
        """Required, and within the limits."""
        super().validate(value)
        if value is None:
            return
        today, name = timezone.localdate(), self.sentence_name
        earliest, latest = resolve(self.not_before), resolve(self.not_after)
        if self.past and value > today:
            raise ValidationError(f"{name} must be today or in the past", code="future")
        if self.future and value < today:
            raise ValidationError(f"{name} must be today or in the future", code="past")
        if earliest and value < earliest:
            raise ValidationError(f"{name} must be the same as or after {long_date(earliest)}", code="early")
        if latest and value > latest:
            raise ValidationError(f"{name} must be the same as or before {long_date(latest)}", code="late")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether what was typed means another day than the form began with."""
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True

    def wrong_parts(self, bound: BoundField) -> tuple[str, ...]:
        """Which inputs to mark; all of them where the date as a whole is wrong."""
        found = next(iter(bound.errors.as_data()), None) if bound.errors else None
        return () if found is None else getattr(found, "parts", PARTS)

    def error_target(self, bound: BoundField) -> str:
        """The error summary leads to the first input that is wrong."""
        return f"{element_id(bound)}_{(self.wrong_parts(bound) or PARTS)[0]}"

    def component_params(self, bound: BoundField) -> dict[str, Any]:
        value = bound.value()
        if isinstance(value, datetime):
            value = timezone.localtime(value).date()
        if isinstance(value, date):
            value = (str(value.day), str(value.month), str(value.year))
        wrong = self.wrong_parts(bound)
        return {"fieldset": fieldset(bound), "items": self._items(bound, value or ("", "", ""), wrong)}

    def _items(
        self, bound: BoundField, texts: tuple[str, ...], wrong: tuple[str, ...]
    ) -> list[dict[str, Any]]:
        birthday = {"day": "bday-day", "month": "bday-month", "year": "bday-year"}
        return [
            {
                "id": f"{element_id(bound)}_{part}",
                "name": f"{bound.html_name}_{part}",
                "label": part.capitalize(),
                "value": text,
                "width": 4 if part == "year" else 2,
                "error": part in wrong,
                "autocomplete": birthday[part] if self.autocomplete == "bday" else "off",
            }
            for part, text in zip(PARTS, texts, strict=True)
        ]
