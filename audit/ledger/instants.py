"""Times that the application's role may write as it likes, read so that each is one that Python has."""

from datetime import UTC, datetime
from typing import Any

from django.db import models

EARLIEST, LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def within(sql: str) -> str:
    """A time in SQL, kept between EARLIEST and LATEST: PostgreSQL has infinity and more years."""
    return f"greatest(least({sql}, '{LATEST.isoformat()}'), '{EARLIEST.isoformat()}')"


class Instant(models.DateTimeField):  # type: ignore[type-arg]
    """A time that is no fact: who reads a row must not fail of it. To migrations it is a plain time."""

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """As it is read."""
        return within(sql), params

    def deconstruct(self) -> Any:
        """As Django's own."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
