"""May it be released, disclosed and closed; has it run out?"""

from datetime import datetime

from kit.errors import NotPossible
from requests_app.models import Request
from requests_app.policies.common import live
from requests_app.policies.decision import is_emergency, live_decision, may_approve
from requests_app.policies.prohibitions import to_the_court_only
from requests_app.policies.telling import told_first


def may_release(request: Request, at: datetime) -> None:
    """Asked again under lock: the approval lives, and what it rests on still stands."""
    decision = live_decision(request, at)
    if decision.emergency:
        is_emergency(request, at)
        if any(
            row.finding == "wrong" and row.round == request.round for row in request.emergency_reviews.all()
        ):
            raise NotPossible("The emergency was found wrongly handled: nothing leaves on its approval.")
    else:
        may_approve(request, at)
        to_the_court_only(
            request, recipient=decision.recipient, route=decision.route, note=decision.conditions
        )
        told_first(request, decision)


def approval_has_expired(request: Request, at: datetime) -> None:
    """The approval's expiry is past."""
    decision = live(request.decisions.all())
    if decision is None or decision.expires_at is None or decision.expires_at > at:
        raise NotPossible("The approval has not expired.")


def release_has_lapsed(request: Request, at: datetime) -> None:
    """A working day has passed since the release and nothing was confirmed."""
    if not any(go.ended_at is None and go.lapses_at <= at for go in request.releases.all()):
        raise NotPossible("The release has not lapsed.")


def may_disclose(request: Request, at: datetime) -> None:
    """There is a live release."""
    if all(go.ended_at is not None for go in request.releases.all()):
        raise NotPossible("There is no live release.")


def may_close(request: Request, at: datetime) -> None:
    """An emergency closes only after somebody uninvolved reviewed it."""
    decided = any(d.emergency and d.round == request.round for d in request.decisions.all())
    if decided and all(review.round != request.round for review in request.emergency_reviews.all()):
        raise NotPossible(
            "An emergency can't close before somebody who was not involved has reviewed it.",
            who_can="Data protection officer, IG lead or clinician who took no part",
        )
