"""What grounds that fall away under requests share: an agreement that fell, a consent that was withdrawn.

The fall itself is committed first, and from then on no guard and no trigger lets anything go on upon a review
that rests on it. Here one request is then returned, in a transaction of its own.
"""

import logging
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import DatabaseError

from kit.errors import NotPossible
from requests_app.journey import grounds
from requests_app.journey.outcome import clear_outcome
from requests_app.journey.transition import step, void
from requests_app.journey.unit import Work, require, work
from requests_app.models import Request
from requests_app.workflow import STATES, State, find

REVIEWS = ("publicinterestreview_set", "legalbasisreview_set", "decisions")


@dataclass(frozen=True)
class Fall:
    """One kind of fall.

    verb, event: of the transition and of the entry; reason: of the change of state; because: why what rested
    on it is void. rests: whether anything live rests on what fell; due: whether a request in which nothing
    goes back must be looked at still; describe: adds to the entry what fell.
    """

    verb: str
    event: str
    reason: str
    because: str
    rests: Callable[[Request], bool]
    due: Callable[[Request], bool]
    describe: Callable[[Work], None]


def look_again(fall: Fall, key: uuid.UUID) -> None:
    """Return one request to its legal-basis review, or void that review where the request stands.

    Where nothing was reviewed yet, an entry and a message alone. Raises NotPossible where nothing is to be
    done, or not any more.
    """
    state = State(Request.objects.values_list("state", flat=True).get(key=key))
    if find(fall.verb, state) is not None:
        with step(key=key, verb=fall.verb, by=None, reason=fall.reason) as unit:
            _describe(fall, unit)
            clear_outcome(unit)
            unit.after_guard.append(lambda: _end(fall, unit))
        return
    with work(key=key, by=None, event=fall.event, states=[state]) as unit:
        require(fall.rests(unit.request) or fall.due(unit.request), "It was told already.")
        _describe(fall, unit)
        _end(fall, unit)
        if unit.request.came_from:
            unit.request.came_from = min(
                (State(unit.request.came_from), State.LEGAL_BASIS), key=list(State).index
            )
        for permission in dict.fromkeys((STATES[state].owner, "review_legal_basis")):
            unit.tell(permission, fall.event)


def each(keys: Iterable[uuid.UUID], look: Callable[[uuid.UUID], object], log: logging.Logger) -> int:
    """Look at one request after the other; returns how many were changed. None keeps the others waiting."""
    changed = 0
    for key in keys:
        try:
            look(key)
        except NotPossible:
            log.info("nothing to return any more")
        except DatabaseError as problem:
            # The others must not wait for this one; the sweep comes back to it.
            log.warning("a request was not returned: %s", type(problem).__name__)
        else:
            changed += 1
    return changed


def _describe(fall: Fall, unit: Work) -> None:
    if hasattr(unit.request, "requester"):
        unit.facts |= grounds.of_case(unit.request) | grounds.of_approval(unit.request)
    fall.describe(unit)


def _end(fall: Fall, unit: Work) -> None:
    """End what rested on it: the go-ahead, the approval and the reviews."""
    if not fall.rests(unit.request):
        return
    unit.facts["voided"] = void(unit.request, because=fall.because, at=unit.at, kinds=REVIEWS)
    unit.request.releases.filter(ended_at=None).update(ended_at=unit.at, ended_because=fall.because)
