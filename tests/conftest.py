"""Real PostgreSQL and Redis for every test, as the application's role."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

os.environ["ENVIRONMENT"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

from config.environment import numbered_redis
from config.local.use import local_services
from tests.support.runs import own_redis_number, run_name

# Before the settings are read: the services, until this process ends, and Redis databases of our own.
_services = ExitStack()
_services.enter_context(local_services())
os.environ["REDIS_URL"] = numbered_redis(os.environ["REDIS_URL"], own_redis_number() * 2)

import django

django.setup()
# Inherited, it would make pytest-django read a worker's settings before the lines above chose its Redis.
del os.environ["DJANGO_SETTINGS_MODULE"]

from django.core.cache import cache
from django.test import TransactionTestCase

from tests.support.databases import TestDatabases
from tests.support.ledger_steps import each_step_its_own_log
from tests.support.measuring import is_measured, without_measuring

_databases = TestDatabases(run_name(), os.environ.get("PYTEST_XDIST_WORKER", "alone"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that started the workers leaves no database behind."""
    if not hasattr(config, "workerinput"):
        _databases.end_run()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Around the fixtures too, which make the world that a test looks at."""
    if is_measured(item):
        return (yield)
    with without_measuring(item.config):
        return (yield)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A clone of the run's template, used as the application's role."""
    with django_db_blocker.unblock():
        _databases.set_up()
    with pytest.MonkeyPatch.context() as patch, each_step_its_own_log():
        # After a test that commits, Django would TRUNCATE, which the guards refuse to everybody.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: _databases.clone())
        yield
    with django_db_blocker.unblock():
        _databases.tear_down()


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Throttling counts in the cache: one test's failed attempts must not lock out the next."""
    yield
    if {"db", "transactional_db", "client"} & set(request.fixturenames):
        cache.clear()
