"""What patients consented to, and the requests that rest on what they withdrew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from consent.models import Asking, Consent
from requests_app.models import (
    AskedItem,
    Decision,
    DisclosedItem,
    Disclosure,
    ItemDecision,
    LegalBasisFinding,
    LegalBasisReview,
    Release,
    ReleasedItem,
    Request,
)
from requests_app.selectors.agreements import LOOKED_AT_AGAIN
from requests_app.selectors.story import askings_of, consents_of, load_parts

__all__ = [
    "askings_now",
    "askings_of",
    "consent_in",
    "consents_now",
    "consents_of",
    "left_after_told",
    "left_on",
    "open_asking",
    "split_by_day_told",
    "to_be_returned",
]

# What says which items left, and upon what.
WHAT_LEFT = (
    AskedItem,
    LegalBasisReview,
    LegalBasisFinding,
    Decision,
    ItemDecision,
    Release,
    ReleasedItem,
    Disclosure,
    DisclosedItem,
)


def consents_now(request: Request) -> list[Consent]:
    """What the person consented to whom the request is about now, the newest first.

    Not what was given before a correction of the subject: that was said of somebody else's data.
    """
    return [row for row in consents_of(request) if row.subject_version == request.subject_version]


def askings_now(request: Request) -> list[Asking]:
    """When the person was asked whom the request is about now, the newest first."""
    return [row for row in askings_of(request) if row.subject_version == request.subject_version]


def consent_in(request: Request, key: UUID) -> Consent | None:
    """One consent of this request; None where there is none of that key."""
    return next((row for row in consents_of(request) if row.key == key), None)


def open_asking(request: Request) -> Asking | None:
    """The asking of this person that nobody has answered yet; the database allows one."""
    return next((row for row in askings_now(request) if row.answered_at is None), None)


def to_be_returned() -> QuerySet[Request]:
    """Requests with a live finding that rests on a withdrawn consent, and which were not returned yet."""
    fallen = LegalBasisFinding.objects.filter(
        review__request=OuterRef("pk"), review__voided_at=None, consent__withdrawn_at__isnull=False
    )
    return Request.objects.filter(Exists(fallen), state__in=LOOKED_AT_AGAIN).order_by("id")


@dataclass(frozen=True)
class Left:
    """An item that left on a disclosure. rested: it did so upon the consent, not on a danger or a duty."""

    token: str
    sent_at: datetime
    rested: bool

    @property
    def day(self) -> date:
        """The UK day on which it was sent."""
        return timezone.localdate(self.sent_at)


def left_on(request: Request, consent: Consent) -> list[Left]:
    """The consent's items that left on a disclosure, in their order, each with when it was sent.

    One query; none where the story is loaded.
    """
    if "disclosures" not in getattr(request, "_prefetched_objects_cache", {}):
        load_parts(request, *WHAT_LEFT)
    rested = {
        finding.item_id
        for review in request.legalbasisreview_set.all()
        for finding in review.findings.all()
        if finding.consent_id == consent.pk
    }
    found = []
    for sent in request.disclosures.all():
        for row in sent.items.all():
            decided = row.released_item.item_decision
            rests = decided.item_id in rested and not sent.release.decision.emergency
            found.append(Left(decided.item.token, sent.sent_at, rests))
    order = {token: place for place, token in enumerate(consent.items)}
    return sorted(
        (one for one in found if one.token in order), key=lambda one: (order[one.token], one.sent_at)
    )


def split_by_day_told(left: Iterable[Left], told: date) -> tuple[list[str], list[str]]:
    """The tokens that left before the practice was told that consent was withdrawn, and those after it.

    told: a UK day. The day itself counts as before: nobody knows which came first. What left after it upon
    something else than the consent needed none, and counts as before too.
    """
    rows = list(left)
    after = {one.token: None for one in rows if one.rested and one.day > told}
    before = {one.token: None for one in rows if not (one.rested and one.day > told)}
    return list(before), list(after)


def left_after_told(request: Request, consent: Consent) -> list[str]:
    """What rested on a withdrawn consent and left on a later day than the practice was told: an incident."""
    if consent.withdrawn_on is None:
        return []
    return split_by_day_told(left_on(request, consent), consent.withdrawn_on)[1]
