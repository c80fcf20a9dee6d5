"""The shared cache, with and without its Redis."""

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import override_settings
from redis.exceptions import ConnectionError as RedisConnectionError

from kit.cache import PAUSE, JsonSerializer, SteadyCache, redis_paused

NOWHERE = {"default": {"BACKEND": "kit.cache.SteadyCache", "LOCATION": "redis://localhost:1"}}


@pytest.fixture(autouse=True)
def _asked_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(SteadyCache, "asked_again_at", 0.0)
    yield
    cache.clear()


@pytest.fixture
def gone() -> Iterator[None]:
    with override_settings(CACHES=NOWHERE):
        yield
        cache.clear()


def everything() -> list[Any]:
    """What each method answers."""
    return [
        cache.set("a", {"of": [1, "two"]}, 60),
        cache.get("a"),
        cache.add("a", 2),
        cache.add("n", 1, 60),
        cache.incr("n"),
        cache.decr("n"),
        cache.has_key("n"),
        cache.touch("n", 60),
        cache.set_many({"x": True, "y": None}),
        cache.get_many(["x", "y", "z"]),
        cache.get_or_set("x", False),
        cache.delete("n"),
        cache.delete_many(["x", "y"]),
        cache.get("n", "none"),
    ]


def test_with_redis_it_is_shared() -> None:
    answers = everything()
    assert answers[:7] == [None, {"of": [1, "two"]}, False, True, 2, 1, True]
    assert caches["default"].shared.get("a") == {"of": [1, "two"]}  # type: ignore[attr-defined]
    assert not redis_paused()


@pytest.mark.usefixtures("gone")
def test_without_redis_the_process_remembers_the_same(caplog: pytest.LogCaptureFixture) -> None:
    without = everything()
    assert redis_paused()
    # One line, and no second attempt until the pause is over.
    assert caplog.text.count("Redis does not answer") == 1
    assert without[:7] == [None, {"of": [1, "two"]}, False, True, 2, 1, True]
    assert without[9:] == [{"x": True, "y": None}, True, True, None, "none"]


def test_a_redis_that_hangs_is_as_good_as_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.cache.PATIENCE", 0.1)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        hung = SteadyCache(f"redis://127.0.0.1:{silent.getsockname()[1]}", {})
        hung.set("a", 1)
        assert hung.get("a") == 1
        hung.clear()
    assert redis_paused()


@pytest.mark.usefixtures("gone")
def test_redis_is_asked_again_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("kit.cache.time.monotonic", lambda: now)
    cache.get("a")
    assert redis_paused()
    now += PAUSE
    assert not redis_paused()


def test_a_ping_ends_the_pause() -> None:
    found = caches["default"]
    assert isinstance(found, SteadyCache)
    found.pause(RedisConnectionError())
    assert redis_paused()
    found.ping()
    assert not redis_paused()


@pytest.mark.usefixtures("gone")
def test_a_ping_of_nobody_says_so() -> None:
    found = caches["default"]
    assert isinstance(found, SteadyCache)
    with pytest.raises(RedisConnectionError):
        found.ping()


def test_nothing_that_could_run_is_read_from_redis() -> None:
    assert JsonSerializer().loads(JsonSerializer().dumps({"a": [1]}).encode()) == {"a": [1]}
    with pytest.raises(TypeError):
        JsonSerializer().dumps(object())


@override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}})
def test_another_cache_never_pauses() -> None:
    assert not redis_paused()
