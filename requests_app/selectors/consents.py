"""What patients consented to, and the requests that rest on what they withdrew."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from consent.models import Asking, Consent
from requests_app.models import LegalBasisFinding, Request
from requests_app.selectors.agreements import LOOKED_AT_AGAIN
from requests_app.selectors.story import askings_of, consents_of

__all__ = ["askings_of", "consent_in", "consents_of", "open_asking", "to_be_returned"]


def consent_in(request: Request, key: UUID) -> Consent | None:
    """One consent of this request; None where there is none of that key."""
    return next((row for row in consents_of(request) if row.key == key), None)


def open_asking(request: Request) -> Asking | None:
    """The asking that nobody has answered yet; the database allows one."""
    return next((row for row in askings_of(request) if row.answered_at is None), None)


def to_be_returned() -> QuerySet[Request]:
    """Requests with a live finding that rests on a withdrawn consent, and which were not returned yet."""
    fallen = LegalBasisFinding.objects.filter(
        review__request=OuterRef("pk"), review__voided_at=None, consent__withdrawn_at__isnull=False
    )
    return Request.objects.filter(Exists(fallen), state__in=LOOKED_AT_AGAIN).order_by("id")
