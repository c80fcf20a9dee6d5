"""The moment at which something happens: now, or an earlier one for a demonstration's made-up histories."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended_now", default=None)


def now() -> datetime:
    """The current time, aware, in UTC."""
    return _pretended.get() or timezone.now()


@contextmanager
def pretend(at: datetime) -> Iterator[None]:
    """Have things happen at an earlier moment. Never in production: a register doesn't back-date itself."""
    if settings.ENVIRONMENT == "production":
        raise ImproperlyConfigured("time is never pretended in production")
    if at > timezone.now():
        raise ValueError("only the past can be pretended")
    token = _pretended.set(at)
    try:
        yield
    finally:
        _pretended.reset(token)
