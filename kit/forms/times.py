"""A time of day in one input, as people write it."""

import re
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from kit.dates import clock_time
from kit.forms.base import lower_first, upper_first
from kit.forms.text import TextField

CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?", re.IGNORECASE)
WORDS = {"midday": time(12), "noon": time(12), "midnight": time(0)}


def read_time(text: str) -> time | None:
    """21:40, 21.40, 2140, 9.40pm, 9 pm, midday: a time as people write it; None when it is none.

    A bare number such as "9" could be morning or evening, and is none.
    """
    text = text.strip().lower()
    if text in WORDS:
        return WORDS[text]
    match = CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, half = int(match["hour"]), match["half"]
    if half is None and match["minute"] is None:
        return None
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, int(match["minute"] or 0))
    except ValueError:
        return None


class TimeField(TextField):
    """A time of day in one input; cleaned to a time or None. Written back the NHS way (9:40pm)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("width", 10)
        kwargs.setdefault("hint", "For example, 9:40am or 21:40")
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> time | None:
        """Text to a time; raises when it can't be read."""
        if value is None or isinstance(value, time):
            return value
        if not str(value).strip():
            return None
        found = read_time(str(value))
        if found is None:
            name = upper_first(lower_first(str(self.label)))
            raise ValidationError(f"{name} must be a real time, like 9:40am or 21:40", code="invalid")
        return found

    def component_params(self, bound: BoundField) -> dict[str, Any]:
        value = bound.value()
        shown = clock_time(value) if isinstance(value, time | datetime) else str(value or "")
        return super().component_params(bound) | {"value": shown}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another time is meant, not whether it is written otherwise."""
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True
