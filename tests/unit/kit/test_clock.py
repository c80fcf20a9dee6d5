"""The moment at which something happens."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from kit import clock

EARLIER = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def test_now_is_now_unless_pretended() -> None:
    before = timezone.now()
    assert before <= clock.now() <= timezone.now()
    with clock.pretend(EARLIER):
        assert clock.now() == EARLIER
    assert clock.now() >= before


def test_only_the_past_and_never_in_production(settings: Any) -> None:
    with pytest.raises(ValueError, match="past"), clock.pretend(timezone.now() + timedelta(hours=1)):
        pass
    settings.ENVIRONMENT = "production"
    with pytest.raises(ImproperlyConfigured), clock.pretend(EARLIER):
        pass
