"""What Redis is asked for names nobody."""

from typing import Any

from django.conf import settings
from django.core.cache import cache

from kit.cache_keys import hidden


def test_a_name_is_hidden_and_always_the_same() -> None:
    name = hidden("login:someone@surgery.test", "", 1)
    assert name == hidden("login:someone@surgery.test", "", 1)
    assert (
        len({name, hidden("login:other@surgery.test", "", 1), hidden("login:someone@surgery.test", "", 2)})
        == 3
    )
    assert "someone" not in name


def test_it_hangs_on_the_secret(settings: Any) -> None:
    before = hidden("key", "", 1)
    settings.SECRET_KEY = "another"
    assert hidden("key", "", 1) != before


def test_the_cache_uses_it() -> None:
    assert settings.CACHES["default"]["KEY_FUNCTION"] == "kit.cache_keys.hidden"
    cache.set("someone@surgery.test", "x")
    assert cache.get("someone@surgery.test") == "x"
    assert cache.make_key("someone@surgery.test") == hidden("someone@surgery.test", "", 1)
    cache.delete("someone@surgery.test")
