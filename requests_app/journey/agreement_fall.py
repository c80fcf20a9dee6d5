"""What happens to the requests that cite an agreement when it falls, or when their practice leaves it.

The fall itself is committed first, and from then on no guard and no trigger lets anything go on upon a
review that is older. Here each request is then returned in a transaction of its own; what a process that
died left behind, the sweep finishes. See docs/adr/agreements.md.
"""

import logging
import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from audit.ledger.api import entries_about, log_name
from kit import clock
from requests_app import policies, selectors
from requests_app.journey import falling
from requests_app.journey.unit import Work
from requests_app.models import Request, SharingAgreement
from requests_app.selectors import agreements as select

log = logging.getLogger("desk.agreement_fall")

EVENT = "agreement.fell"
# How many are returned before the person who changed the status sees the next page; the sweep does the rest.
AT_ONCE = 200
# How long the sweep looks for requests whose people were not told yet.
NEWS = timedelta(days=1)


def moment_of(
    agreement: SharingAgreement, now: datetime, *, practices: Collection[int] | None = None
) -> datetime:
    """When it falls: now, and never before the last review that rests on it.

    The clock of another computer may run ahead of this one's. Called with the agreement locked.
    """
    latest = select.latest_review_on(agreement, practices=practices)
    return max(now, latest) if latest is not None else now


def carry_out(agreement: SharingAgreement, *, practices: Collection[int] | None = None) -> int:
    """Look at the requests that cite it, after the fall was committed; returns how many were changed."""
    keys = select.citing(agreement, practices=practices).values_list("key", flat=True)
    return _each(keys[:AT_ONCE])


def finish() -> int:
    """The sweep: return what was not returned, and tell those who were not told, since a process died."""
    returned = _each(select.to_be_returned().values_list("key", flat=True))
    since = clock.now() - NEWS
    return returned + _each(
        key
        for key in select.to_be_told(since=since).values_list("key", flat=True)
        if not _told(Request.objects.select_related("practice").get(key=key))
    )


def look_again(*, key: uuid.UUID) -> None:
    """Return one request to its legal-basis review, or void that review where the request stands.

    Where nothing was reviewed yet, an entry and a message alone. Raises NotPossible where nothing is to be
    done, or not any more.
    """
    falling.look_again(FALL, key)


def _each(keys: Iterable[uuid.UUID]) -> int:
    return falling.each(keys, lambda key: look_again(key=key), log)


def _name_it(unit: Work) -> None:
    if unit.request.agreement is not None:
        unit.facts["agreement"] = str(unit.request.agreement.key)


def _told(request: Request) -> bool:
    """Whether the ledger says that this request was looked at since its agreement fell."""
    selectors.load_agreement(request)
    fell = policies.fell_at(request)
    if fell is None or request.captured_at >= fell:
        return True
    practice = log_name(request.practice.public_id)
    return any(
        entry.at >= fell for entry in entries_about(practice, request.about, only_events=[EVENT], limit=1)
    )


FALL = falling.Fall(
    verb="agreement_fell",
    event=EVENT,
    reason="The agreement that it cites was paused, withdrawn or superseded, or the practice left it",
    because="the agreement fell",
    rests=policies.rests_on_fallen,
    due=lambda request: not _told(request),
    describe=_name_it,
)
