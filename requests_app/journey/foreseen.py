"""What a request's dates would be if the answer that it waits for came now. Nothing is written."""

from copy import copy
from datetime import datetime

from requests_app.deadlines import Due
from requests_app.deadlines.request_clocks import clocks_of
from requests_app.journey.clock_facts import facts_of
from requests_app.models import Clock, ClockState, Request


def if_it_went_on(request: Request, rows: list[Clock], at: datetime) -> list[tuple[Clock, Due]]:
    """Each clock that stands still with the date that it would have, the earliest first.

    rows: the request's clocks of this round.
    """
    stopped = [row for row in rows if row.state == ClockState.STOPPED]
    if not stopped:
        return []
    going_on = copy(request)
    going_on.state, going_on.came_from = request.came_from, ""
    facts = facts_of(going_on, rows, at, only_targets=True)
    wanted = {str(rule): ticking.due for rule, ticking in clocks_of(facts).items()}
    found = [(row, wanted[row.rule]) for row in stopped if row.rule in wanted]
    return sorted(found, key=lambda pair: (pair[1].ends_at, pair[0].pk))
