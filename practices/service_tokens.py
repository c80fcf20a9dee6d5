"""The tokens of service accounts: making one, keeping only its hash, and knowing it again."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from practices.models import ServiceToken

#: So that a token that strays into a repository or a log is recognised by those who search for such things.
PREFIX = "desk_"
SHOWN = len(PREFIX) + 6  # letters of it that tell tokens apart on the page
LONGEST_DAYS = 366
#: A token's last use is written at most once in this time: a busy program doesn't write with each call.
USE_NOTED_EVERY = timedelta(minutes=1)


def new_token() -> str:
    """A token of 256 random bits, shown once."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """The SHA-256 of a token in hex: what is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def in_force(at: datetime) -> QuerySet[ServiceToken]:
    """Tokens that are known at a time: not expired, not revoked, of an account that wasn't ended."""
    return ServiceToken.objects.filter(
        expires_at__gt=at,
        revoked_at=None,
        account__ended_at=None,
        account__person__is_active=True,
    )


def known(token: str, *, at: datetime) -> ServiceToken | None:
    """The token that was shown, with its account and practice; None for any that isn't in force."""
    if not token.startswith(PREFIX):
        return None
    found = in_force(at).filter(digest=digest_of(token))
    return found.select_related("account__person", "account__practice").first()


def note_use(token: ServiceToken, *, at: datetime) -> None:
    """Write that it was used, where that was last written a minute ago or more. One statement or none."""
    if token.last_used_at is not None and token.last_used_at > at - USE_NOTED_EVERY:
        return
    due = Q(last_used_at=None) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
    ServiceToken.objects.filter(due, pk=token.pk).update(last_used_at=at)
    token.last_used_at = at
