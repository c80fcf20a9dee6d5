"""A clone of the project for each test process, with its database made once."""

from collections.abc import Iterator

import pytest

from tests.support.clones import Clone, new_clone, wait_until


@pytest.fixture(scope="session")
def shared_clone() -> Iterator[Clone]:
    """The clone that tests share: the first use makes its data folder."""
    with new_clone() as made:
        yield made


@pytest.fixture
def clone(shared_clone: Clone) -> Iterator[Clone]:
    """The shared clone, which each test must leave without a process within ten seconds."""
    yield shared_clone
    wait_until(lambda: not shared_clone.alive(), "No process is left", patience=10)
