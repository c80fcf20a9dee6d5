"""Whether a request's encrypted details may be destroyed: closed, its time over, and nothing holds it.

How long is the practice's own policy: the sources name no time for this register.
"""

from datetime import date

from django.utils import timezone

from audit.ledger.api import has_live_key
from kit.dates import long_date
from kit.errors import NotPossible
from requests_app.models import Disposal, DisposalHold, Request


def keep_until(request: Request) -> date | None:
    """The last day of its retention: years from closing, more after an incident. None while open."""
    if request.closed_at is None:
        return None
    practice = request.practice
    incident = request.incidents.exists()
    years = practice.retention_years_incident if incident else practice.retention_years
    closed = timezone.localdate(request.closed_at)
    try:
        return closed.replace(year=closed.year + years)
    except ValueError:  # closed on 29 February
        return closed.replace(year=closed.year + years, month=3, day=1)


def live_hold(request: Request) -> DisposalHold | None:
    """What holds the details back now."""
    return request.disposal_holds.filter(lifted_at=None).select_related("placed_by").first()


def open_proposal(request: Request) -> Disposal | None:
    """The proposal that waits for a second person."""
    found = request.disposals.filter(confirmed_at=None, declined_at=None)
    return found.select_related("proposed_by").first()


def check_may_be_destroyed(request: Request, today: date) -> date:
    """The last day of its retention, which is over.

    Raises NotPossible while it runs, under a hold, and where they are destroyed already.
    """
    until = keep_until(request)
    if until is None:
        raise NotPossible("The request is open: its details are kept.")
    if today <= until:
        raise NotPossible(f"Its details are kept until {long_date(until)}, as your practice has set.")
    if hold := live_hold(request):
        raise NotPossible(
            f"{hold.placed_by.full_name} held its details back on {long_date(hold.placed_at)}.",
            who_can="whoever may hold details back can lift the hold",
        )
    if not has_live_key(request.about):  # what was written since has a new one
        raise NotPossible("Its encrypted details are destroyed already.")
    return until


def may_be_destroyed(request: Request, today: date) -> bool:
    """The same as a question."""
    try:
        check_may_be_destroyed(request, today)
    except NotPossible:
        return False
    return True
