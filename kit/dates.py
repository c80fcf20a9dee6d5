"""How dates, times, counts and NHS numbers read for people in the United Kingdom."""

from datetime import date, datetime, time

from django.utils import timezone


def _day(value: date | datetime) -> date:
    """The UK day of a moment, or the day itself."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def long_date(value: date | datetime | None) -> str:
    """9 November 2026; empty for nothing."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day.day} {day:%B} {day.year}"


def short_date(value: date | datetime | None) -> str:
    """9 Nov 2026; empty for nothing."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day.day} {day:%b} {day.year}"


def clock_time(value: time | datetime | None) -> str:
    """9:40pm, 9am, midday, midnight: the NHS way of writing a time. A moment is read in UK time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = (timezone.localtime(value) if timezone.is_aware(value) else value).time()
    if value.minute == 0 and value.hour in (0, 12):
        return "midday" if value.hour else "midnight"
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'pm' if value.hour >= 12 else 'am'}"


def date_time(value: datetime | None) -> str:
    """9 November 2026 at 9:40pm, in UK time; empty for nothing."""
    return "" if value is None else f"{long_date(value)} at {clock_time(value)}"


def nhs_number(value: str | None) -> str:
    """943 476 5919: groups of 3, 3 and 4, as on a patient's letter. Anything else is left as it is."""
    digits = "".join(character for character in value or "" if character.isdigit())
    if len(digits) != 10:
        return value or ""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def count(number: int, one: str, many: str = "") -> str:
    """1 request, 2 requests, 1,204 requests: `{{ total | count("request") }}`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
