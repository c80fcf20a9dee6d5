"""Alive, and ready: what a watcher is told."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from redis.exceptions import ConnectionError as RedisConnectionError

from kit import health
from kit.health import HealthMiddleware


class Plan:
    """Stands for Django's migration executor: what is not applied yet."""

    missing: list[str] = []  # noqa: RUF012 - set by each test
    asked = 0

    def __init__(self, connection: Any) -> None:
        self.loader = SimpleNamespace(graph=SimpleNamespace(leaf_nodes=list))

    def migration_plan(self, leaves: list[Any]) -> list[str]:
        type(self).asked += 1
        return type(self).missing


@pytest.fixture
def middleware(monkeypatch: pytest.MonkeyPatch) -> HealthMiddleware:
    """With a database and a Redis that answer, and every migration applied."""
    monkeypatch.setattr(health, "MigrationExecutor", Plan)
    monkeypatch.setattr(health, "_database", lambda: "ok")
    monkeypatch.setattr(health, "_redis", lambda: "ok")
    Plan.missing, Plan.asked = [], 0
    return HealthMiddleware(lambda request: HttpResponse("a page"))


def ask(middleware: HealthMiddleware, address: str) -> tuple[int, Any]:
    response = middleware(RequestFactory().get(address))
    return response.status_code, json.loads(response.content)


def test_other_addresses_go_on(middleware: HealthMiddleware) -> None:
    assert middleware(RequestFactory().get("/")).content == b"a page"


def test_alive_asks_nobody(middleware: HealthMiddleware, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_database", None)
    assert ask(middleware, "/healthz") == (200, {"alive": True})


def test_ready_and_the_plan_is_made_once(middleware: HealthMiddleware) -> None:
    ready = {"ready": True, "database": "ok", "migrations": "ok", "redis": "ok"}
    assert ask(middleware, "/readyz") == (200, ready)
    assert ask(middleware, "/readyz") == (200, ready)
    assert Plan.asked == 1


def test_a_missing_migration(middleware: HealthMiddleware) -> None:
    Plan.missing = ["0002"]
    status, told = ask(middleware, "/readyz")
    assert (status, told["migrations"]) == (503, "1 not applied")


def test_what_does_not_answer_is_named_without_details(
    middleware: HealthMiddleware, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_database() -> str:
        raise OperationalError("at 10.0.0.1")

    def no_redis() -> str:
        raise RedisConnectionError("at 10.0.0.2")

    monkeypatch.setattr(health, "_database", no_database)
    monkeypatch.setattr(health, "_redis", no_redis)
    assert ask(middleware, "/readyz") == (
        503,
        {
            "ready": False,
            "database": "does not answer",
            "migrations": "unknown",
            "redis": "does not answer",
        },
    )


@pytest.mark.django_db
def test_the_real_services_answer() -> None:
    assert health._database() == "ok"
    assert health._redis() == "ok"
