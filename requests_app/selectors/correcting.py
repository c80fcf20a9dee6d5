"""What the pages of a correction need: the live work that it would void, and what was corrected since."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from requests_app.models import (
    Correction,
    Decision,
    LegalBasisReview,
    Match,
    PublicInterestReview,
    Request,
    Triage,
    Verification,
)

#: By the names that the journey gives them.
WORK = {
    "triage_set": Triage,
    "verifications": Verification,
    "legalbasisreview_set": LegalBasisReview,
    "publicinterestreview_set": PublicInterestReview,
    "matches": Match,
    "decisions": Decision,
}


def live_work(request: Request) -> set[str]:
    """Which kinds of work on the request are alive, in one query."""
    alive = {
        f"live_{kind}": Exists(model._default_manager.filter(request=OuterRef("pk"), voided_at=None))
        for kind, model in WORK.items()
    }
    row = Request.objects.only("pk").annotate(**alive).get(pk=request.pk)
    return {kind for kind in WORK if getattr(row, f"live_{kind}")}


def corrections_since(request: Request, moment: datetime | None) -> QuerySet[Correction]:
    """What was corrected after a moment, earliest first; nothing where there was no such moment."""
    if moment is None:
        return Correction.objects.none()
    found = Correction.objects.filter(request=request, corrected_at__gte=moment)
    return found.select_related("corrected_by").order_by("id")
