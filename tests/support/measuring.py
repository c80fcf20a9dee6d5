"""Tests whose branches others reach too run without the measuring of branches, which takes half of their
time.

They go through the whole service again and again: every page as every role, whole journeys in a browser,
parts of the service that are killed. What they find are mistakes, not branches: the gate of branch coverage
asks all the others.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

NOT_MEASURED = (
    "tests/browser/",
    "tests/integration/api/test_every_call.py",
    "tests/integration/audit/reports/test_killed.py",
    "tests/integration/audit/reports/test_long.py",
    "tests/integration/audit/reports/test_reconciles_with_the_register.py",
    "tests/integration/faults/",
    "tests/integration/journey/test_random_ways.py",
    "tests/integration/leaks/",
    "tests/integration/matrix/",
    "tests/integration/practices/test_access_property.py",
    "tests/integration/running/",
)
# With it in the environment, the programs that a test starts measure themselves.
FOR_PROGRAMS = "COVERAGE_PROCESS_CONFIG"


def is_measured(item: pytest.Item) -> bool:
    """Whether the gate needs this test's branches."""
    return not item.nodeid.startswith(NOT_MEASURED)


@contextmanager
def without_measuring(config: pytest.Config) -> Iterator[None]:
    """Measure nothing meanwhile, in this process and in those that it starts; nothing to do without --cov."""
    plugin: Any = config.pluginmanager.getplugin("_cov")
    controller = plugin.cov_controller if plugin else None
    if controller is None:
        yield
        return
    for_programs = os.environ.pop(FOR_PROGRAMS, None)
    controller.pause()
    try:
        yield
    finally:
        controller.resume()
        if for_programs is not None:
            os.environ[FOR_PROGRAMS] = for_programs
