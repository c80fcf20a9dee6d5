"""A copy of the project, served by `make run`."""

from collections.abc import Iterator

import pytest

from tests.support.clones import Clone, new_clone


@pytest.fixture
def clone() -> Iterator[Clone]:
    with new_clone() as made:
        yield made
