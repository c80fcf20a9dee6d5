"""The shared cache, without which people can work: where Redis doesn't answer, each process uses its memory.

The cache holds nothing that must last: counts of failed sign-ins, and that a worker was woken. With Redis
gone, those counts are each process's own for that time, so throttling goes on, if less strictly.
"""

import json
import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger("desk.cache")

# How long Redis isn't asked again after it failed, so that not every page waits for it in vain.
PAUSE = 5.0  # seconds
# A Redis that hangs is as good as gone.
PATIENCE = 1.0  # seconds


class JsonSerializer:
    """JSON, for Django's Redis cache: whoever can write to Redis must not be able to run code here."""

    def dumps(self, value: Any) -> str:
        """As text."""
        return json.dumps(value)

    def loads(self, text: bytes) -> Any:
        """Back; a tuple comes back as a list."""
        return json.loads(text)


def _either(name: str) -> Callable[..., Any]:
    """A method that asks Redis, and this process's memory where Redis doesn't answer."""

    def ask(cache: "SteadyCache", *args: Any, **options: Any) -> Any:
        if not cache.paused:
            try:
                return getattr(cache.shared, name)(*args, **options)
            except (RedisError, OSError) as problem:
                cache.pause(problem)
        return getattr(cache.own, name)(*args, **options)

    return ask


class SteadyCache(BaseCache):
    """A Redis cache whose failures no page sees."""

    # Of the process: each thread has a cache object of its own.
    asked_again_at: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = {
            "socket_connect_timeout": PATIENCE,
            "socket_timeout": PATIENCE,
            "serializer": JsonSerializer,
            **params.get("OPTIONS", {}),
        }
        self.shared = RedisCache(server, {**params, "OPTIONS": options})
        self.own = LocMemCache("without-redis", {**params, "OPTIONS": {}})

    @property
    def paused(self) -> bool:
        """Whether Redis failed a moment ago."""
        return time.monotonic() < SteadyCache.asked_again_at

    def pause(self, problem: Exception) -> None:
        """Leave Redis alone for a moment."""
        SteadyCache.asked_again_at = time.monotonic() + PAUSE
        log.warning("Redis does not answer, this process's memory is used: %s", type(problem).__name__)

    def ping(self) -> None:
        """Ask Redis itself, and use it at once where it answers. Raises RedisError or OSError."""
        self.shared._cache.get_client().ping()
        SteadyCache.asked_again_at = 0.0

    add = _either("add")
    get = _either("get")
    set = _either("set")
    touch = _either("touch")
    delete = _either("delete")
    get_many = _either("get_many")
    has_key = _either("has_key")
    incr = _either("incr")
    set_many = _either("set_many")
    delete_many = _either("delete_many")
    clear = _either("clear")


def redis_paused() -> bool:
    """Whether the shared cache failed a moment ago, so that asking Redis for anything is in vain."""
    return bool(getattr(cache, "paused", False))
