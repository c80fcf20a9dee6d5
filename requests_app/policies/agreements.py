"""What a sharing agreement says of a request that cites it: where it stands, and whether it fell since.

An agreement is never a basis (INV-01, INV-03): nothing here allows a disclosure. A review that was made
while one stood is made again when it falls; and one in force, joined by the practice, may narrow what the
practice's own powers allow.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kit.errors import NotPossible
from requests_app.models import (
    AgreementJoining,
    AgreementStatus,
    LegalBasisFinding,
    LegalBasisReview,
    Request,
    SharingAgreement,
)
from requests_app.policies.common import live

FELL = (
    "The agreement that this request cites was paused, withdrawn or superseded, or your practice left it, "
    "after the legal basis was reviewed. The legal basis is reviewed again first."
)


def status_on(agreement: SharingAgreement, day: date) -> AgreementStatus | None:
    """Where it stood on a day: the latest confirmed change that began by then; None where none did.

    Of two that began on one day the one proposed later counts.
    """
    confirmed = [row for row in agreement.changes.all() if row.confirmed_at is not None and row.since <= day]
    latest = max(confirmed, key=lambda row: (row.since, row.pk), default=None)
    return AgreementStatus(latest.status) if latest is not None else None


def joinings_at(agreement: SharingAgreement, practice_id: int) -> list[AgreementJoining]:
    """What this practice recorded about joining it, the newest first."""
    return [row for row in agreement.joinings.all() if row.practice_id == practice_id]


def joining_of(agreement: SharingAgreement, practice_id: int) -> AgreementJoining | None:
    """The practice's joining that was not ended: confirmed, or waiting for its guardian."""
    return next((row for row in joinings_at(agreement, practice_id) if row.left_at is None), None)


def has_joined(agreement: SharingAgreement, practice_id: int) -> bool:
    """Whether its IG lead recorded the joining and its guardian confirmed it, and neither ended it."""
    found = joining_of(agreement, practice_id)
    return found is not None and found.confirmed_at is not None


def covers(agreement: SharingAgreement, practice_id: int, day: date) -> bool:
    """Whether it can narrow what is disclosed here: in force on the day, and joined by the practice."""
    in_force = status_on(agreement, day) == AgreementStatus.IN_FORCE
    return in_force and has_joined(agreement, practice_id)


def keeps_to_agreement(request: Request, findings: Mapping[str, Mapping[str, Any]], day: date) -> None:
    """Findings, by item token, of a review that keeps to the agreement: what it doesn't cover has no basis.

    It narrows what a power allows and adds nothing to it, and only where it covers the practice on the day.
    """
    agreement = request.agreement
    if agreement is None or not covers(agreement, request.practice_id, day):
        raise NotPossible(
            "Only an agreement that is in force, and that your practice joined, can narrow what may leave."
        )
    beyond = sorted(
        token
        for token, finding in findings.items()
        if token not in agreement.items and finding["effect"] != LegalBasisFinding.NO_BASIS
    )
    if beyond:
        raise NotPossible(
            f"The agreement does not cover {', '.join(beyond)}: record no basis there, or do not keep to it."
        )


def fell_at(request: Request) -> datetime | None:
    """When the agreement that the request cites last fell, for all or by this practice's leaving it."""
    if request.agreement is None:
        return None
    left = [
        row.left_at
        for row in joinings_at(request.agreement, request.practice_id)
        if row.confirmed_at is not None
    ]
    return max(filter(None, [request.agreement.fallen_at, *left]), default=None)


def fell_since(request: Request, moment: datetime) -> bool:
    """Whether it fell at that moment or after it."""
    fell = fell_at(request)
    return fell is not None and fell >= moment


def rests_on_fallen(request: Request) -> bool:
    """Whether a live legal-basis review was saved before the agreement fell.

    An approval given in an emergency rests on the danger, not on an agreement.
    """
    decision, review = live(request.decisions.all()), live(request.legalbasisreview_set.all())
    if review is None or (decision is not None and decision.emergency):
        return False
    return fell_since(request, review.saved_at)


def sent_too_late(request: Request, sent_at: datetime) -> bool:
    """Whether it was sent when the agreement had fallen, before the go-ahead was taken back."""
    fell = fell_at(request)
    return fell is not None and fell <= sent_at and rests_on_fallen(request)


def agreement_stands(request: Request, review: LegalBasisReview) -> None:
    """Nothing goes on upon a legal-basis review that is older than the agreement's fall."""
    if fell_since(request, review.saved_at):
        raise NotPossible(FELL)


def rests_on_fallen_agreement(request: Request, at: datetime) -> None:
    """Only what rests on an agreement that fell goes back for it."""
    if not rests_on_fallen(request):
        raise NotPossible("Nothing in this request rests on an agreement that fell.")
