"""Ends what ran out: approvals past their expiry, and releases that nobody confirmed in a working day."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from kit.errors import NotPossible
from requests_app.journey import release
from requests_app.models import Decision, Release
from requests_app.workflow import State

log = logging.getLogger("desk.running_out")


def end_what_ran_out(now: datetime | None = None) -> int:
    """End each, one transaction a request; returns how many were ended."""
    at = now or timezone.now()
    expired = Decision.objects.filter(
        voided_at=None, approves=True, expires_at__lte=at, request__state=State.APPROVED
    )
    lapsed = Release.objects.filter(ended_at=None, lapses_at__lte=at, request__state=State.RELEASED)
    ended = 0
    for key in lapsed.values_list("request__key", flat=True).order_by("request_id"):
        ended += _end(release.lapse, key)
    for key in expired.values_list("request__key", flat=True).order_by("request_id"):
        ended += _end(release.expire, key)
    return ended


def _end(how: Callable[..., None], key: UUID) -> int:
    try:
        how(key=key)
    except NotPossible:
        # A person was quicker: the request moved on between the search and the lock.
        log.info("nothing to end any more")
        return 0
    return 1
