"""Names in the cache that tell nothing: libraries build them from an address, or from its bare hash."""

from django.utils.crypto import salted_hmac


def hidden(key: str, prefix: str, version: int) -> str:
    """The name under which Redis keeps it: a hash keyed by SECRET_KEY, which can't be tried without it."""
    return salted_hmac("kit.cache_keys", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()
