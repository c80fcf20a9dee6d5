"""Two questions for whoever watches the service: does the process live, and can it work?"""

from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError

from kit.middleware import Handler

OK = "ok"


class HealthMiddleware:
    """Answers /healthz and /readyz before hosts, sessions and redirects are looked at: probes are plain."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.migrated = False  # once true it stays so for this process

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"alive": True})
        if request.path == "/readyz":
            return self.readiness()
        return self.get_response(request)

    def readiness(self) -> HttpResponse:
        """200 when database, migrations and Redis are in order, else 503; says which is wrong, no more."""
        database = _ask(_database, DatabaseError)
        found: dict[str, Any] = {
            "database": database,
            "migrations": _ask(self._migrations, DatabaseError) if database == OK else "unknown",
            "redis": _ask(_redis, RedisError),
        }
        ready = set(found.values()) == {OK}
        response = JsonResponse({"ready": ready, **found}, status=200 if ready else 503)
        response._has_been_logged = True  # type: ignore[attr-defined]  # the answer is for whoever asked
        return response

    def _migrations(self) -> str:
        if not self.migrated:
            executor = MigrationExecutor(connection)
            missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
            if missing:
                return f"{missing} not applied"
            self.migrated = True
        return OK


def _ask(check: Callable[[], str], failure: type[Exception]) -> str:
    try:
        return check()
    except failure:
        return "does not answer"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _redis() -> str:
    caches["default"].ping()  # type: ignore[attr-defined]
    return OK
