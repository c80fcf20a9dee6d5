"""UK days, as searches and reports are asked for by them."""

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    """When a UK day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def quarter_of(day: date) -> date:
    """The first day of a day's calendar quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
