"""/healthz and /readyz: what they say when all is well, and when something is wrong."""

from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client, override_settings

NOWHERE = {"default": {"BACKEND": "kit.cache.SteadyCache", "LOCATION": "redis://localhost:1"}}


def test_the_process_lives_whatever_the_host_and_without_a_database() -> None:
    answer = Client().get("/healthz", headers={"Host": "10.0.0.7"})
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.django_db
def test_ready() -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "migrations": "ok", "redis": "ok"}


@pytest.mark.django_db
def test_not_ready_before_the_migrations() -> None:
    with patch("django.db.migrations.executor.MigrationExecutor.migration_plan", return_value=["one", "two"]):
        answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "2 not applied")


@pytest.mark.django_db
@override_settings(CACHES=NOWHERE)
def test_not_ready_without_redis() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (503, "does not answer")


@pytest.mark.django_db(transaction=True)
def test_not_ready_without_the_database_and_no_secret_is_told() -> None:
    connection.close()
    with patch.dict(connection.settings_dict, HOST="/nowhere", PASSWORD="very secret"):
        answer = Client().get("/readyz")
        connection.close()
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "database": "does not answer",
        "migrations": "unknown",
        "redis": "ok",
    }
