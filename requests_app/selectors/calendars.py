"""The dates that a person is to keep: running clocks of what waits for them, the nearest first."""

from datetime import datetime, timedelta

from django.db.models import Case, F, Q, When

from practices.permissions import Access
from requests_app.models import CalendarFeed, Clock, ClockState, Request
from requests_app.permissions import visible_to
from requests_app.selectors.hearers import OTHERWISE, OWNERS
from requests_app.selectors.lists import waiting_condition
from requests_app.selectors.register import incidents

# No calendar holds more: the nearest dates are those that matter.
MOST = 500
# So long ago and a date still counts as to come: a day is shown whole, wherever the program is.
JUST_PAST = timedelta(days=1)


def dates_of(access: Access, at: datetime) -> list[Clock]:
    """Running clocks that the person hears of, of what they see; at most MOST, in one query.

    Those to come go before those overdue, of which the latest go first: old ones never push out a date to
    come. What was chosen comes in order of its date.
    """
    seen = visible_to(access).order_by()
    waiting = Q(request__in=seen.filter(waiting_condition(access)).values("pk")) & ~Q(rule__in=list(OWNERS))
    theirs = waiting | Q(
        handover__request__in=seen.values("pk"), practice__in=access.practices_where(OTHERWISE)
    )
    for rule, right in OWNERS.items():
        own = Q(rule=rule, practice__in=access.practices_where(right))
        theirs |= own & (
            Q(request__in=seen.values("pk")) | Q(incident__in=incidents(access).order_by().values("pk"))
        )
    found = Clock.objects.filter(theirs, state=ClockState.RUNNING)
    related = ("request", "incident__request", "handover__request")
    coming = Case(When(due_at__gte=at - JUST_PAST, then=F("due_at")))
    nearest = found.select_related(*related).order_by(coming.asc(nulls_last=True), "-due_at", "id")[:MOST]
    return sorted(nearest, key=lambda clock: (clock.due_at, clock.pk))


def request_of(clock: Clock) -> Request | None:
    """The request that a clock is about, also through an incident or a hand-over."""
    if clock.request is not None:
        return clock.request
    thing = clock.incident or clock.handover
    return thing.request if thing is not None else None


def address_of(access: Access) -> CalendarFeed | None:
    """The person's calendar address, without its secret, which nobody keeps."""
    return CalendarFeed.objects.filter(person=access.person.pk).first()
