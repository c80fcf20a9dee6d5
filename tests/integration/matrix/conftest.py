"""The world of the matrix, made once for the tests of this folder in each worker, and rolled back."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.matrix.world import World, undone


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Its people; things are made when a page first needs them."""
    with django_db_blocker.unblock(), undone():
        yield World()
